"""Draws schedules: which faults come when, and how long they last. Pure: a seed says it all."""

import random
from enum import StrEnum
from typing import Final

import msgspec


class Kind(StrEnum):
    """What takes part: a worker's pipeline without Discord, or everything from Discord on."""

    PIPELINE = "pipeline"
    WORLD = "world"


class Fault(StrEnum):
    """What can go wrong."""

    CUT = "cut"
    REFUSED = "refused"
    HALF_OPEN = "half_open"
    STALL = "stall"
    SLOW = "slow"
    DOUBLE = "double"
    SWAP = "swap"
    TRUNCATE = "truncate"
    CUT_WITHIN = "cut_within"
    KILL_WORKER = "kill_worker"
    PAUSE_WORKER = "pause_worker"
    KILL_FUNCTIONS = "kill_functions"
    PAUSE_FUNCTIONS = "pause_functions"
    THROTTLE = "throttle"
    STORE_FAILS = "store_fails"
    HANG_UP = "hang_up"
    LOSE_ANSWER = "lose_answer"
    STORE_SLOW = "store_slow"
    MUTE = "mute"
    LOCKED = "locked"
    CORRUPT = "corrupt"
    KILL_REDIS = "kill_redis"
    PAUSE_REDIS = "pause_redis"


_OF_REDIS: Final = (Fault.KILL_REDIS, Fault.PAUSE_REDIS)
OF_PIPELINE: Final = tuple(fault for fault in Fault if fault not in _OF_REDIS)
OF_WORLD: Final = (
    *(Fault.CUT, Fault.REFUSED, Fault.HALF_OPEN, Fault.STALL, Fault.KILL_WORKER, Fault.PAUSE_WORKER),
    *(
        Fault.KILL_FUNCTIONS,
        Fault.PAUSE_FUNCTIONS,
        *_OF_REDIS,
        Fault.STORE_FAILS,
        Fault.HANG_UP,
        Fault.LOSE_ANSWER,
        Fault.MUTE,
    ),
)
_OF_THE_STORE: Final = frozenset({Fault.THROTTLE, Fault.STORE_FAILS, Fault.HANG_UP, Fault.LOSE_ANSWER})
_OUTAGE_SECONDS: Final = 3.0  # of the store: longer than a function's own attempts
WORLD_SHARE: Final = len(OF_WORLD) + 1  # one schedule in so many is a world: seeds so far apart meet every fault
_MILD: Final = (0.1, 0.3)
_STRONG: Final = (0.4, 1.0)


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """A fault that begins `at` so many seconds and lasts; `strength` from 0 to 1 is how often, where that applies."""

    fault: Fault
    at: float
    seconds: float
    strength: float
    second: bool  # it meets the second worker, where there is one


class Company(StrEnum):
    """Who else tells of the same events."""

    NOBODY = "nobody"
    TWIN = "twin"  # another worker, from the beginning to the end
    SUCCESSOR = "successor"  # another worker, from some event on; the first one goes on and knows


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """`events` happen in `guilds`; `full` are the events during which the disk is full, `clock` the steps of it."""

    kind: Kind
    seed: int
    events: int
    guilds: int
    buckets: int
    lanes: int
    group: int
    pause_seconds: float
    words: int
    company: Company
    takes_over_at: int
    ages: bool  # API Gateway's limits of age and idleness, in short
    full: tuple[int, int] | None
    clock: tuple[tuple[int, int], ...]  # from which event on, and how many milliseconds off
    troubles: tuple[Trouble, ...]


def draw(kind: Kind, seed: int) -> Schedule:
    return _draw_pipeline(seed) if kind is Kind.PIPELINE else _draw_world(seed)


def seeds(first: int, count: int) -> list[int]:
    """Return the seeds of a run: a run with another first seed shares none, as long as it has fewer than a million."""
    return [first * 1_000_000 + number for number in range(count)]


def _draw_pipeline(seed: int) -> Schedule:
    dice = random.Random(f"pipeline:{seed}")
    events = dice.choice((60, 150, 300, 500))
    group = dice.choice((1, 5, 20, 50))
    lasts = dice.uniform(0.4, 1.4)
    company = dice.choice((*(Company.NOBODY,) * 5, Company.TWIN, Company.SUCCESSOR))
    number = dice.choice((0, 1, 1, 2, 2, 3, 4))
    troubles = _without_price(company, [_trouble(dice, OF_PIPELINE, lasts, longest=0.6) for _ in range(number)])
    return Schedule(
        kind=Kind.PIPELINE,
        seed=seed,
        events=events,
        guilds=dice.choice((1, 3, 9)),
        buckets=(buckets := dice.choice((1, 2, 4, 8))),
        lanes=dice.choice((1, buckets, buckets)),
        group=group,
        pause_seconds=lasts * group / events,
        words=dice.choice((2, 6, 60)),
        company=company,
        takes_over_at=dice.randrange(events),
        ages=dice.random() < 0.2,
        full=_full(dice, events) if dice.random() < 0.12 else None,
        clock=_clock(dice, events) if company is Company.NOBODY and dice.random() < 0.15 else (),
        troubles=troubles,
    )


def _draw_world(seed: int) -> Schedule:
    dice = random.Random(f"world:{seed}")
    events = dice.choice((40, 80))
    lasts = 6.0
    company = dice.choice((Company.NOBODY, Company.TWIN))
    first = _trouble(dice, (OF_WORLD[seed % len(OF_WORLD)],), lasts, longest=4.5)  # of so few each fault its turn
    drawn = [first, *(_trouble(dice, OF_WORLD, lasts, longest=4.5) for _ in range(dice.choice((0, 1, 2))))]
    return Schedule(
        kind=Kind.WORLD,
        seed=seed,
        events=events,
        guilds=2,
        buckets=dice.choice((1, 4)),
        lanes=1,
        group=1,
        pause_seconds=lasts / events,
        words=4,
        company=company,
        takes_over_at=dice.randrange(events),
        ages=False,
        full=None,
        clock=(),
        troubles=_without_price(company, drawn),
    )


def _trouble(dice: random.Random, faults: tuple[Fault, ...], lasts: float, *, longest: float) -> Trouble:
    fault = dice.choice(faults)
    is_outage = fault in _OF_THE_STORE and dice.random() < 0.4
    return Trouble(
        fault=fault,
        at=dice.uniform(0.0, lasts),
        seconds=dice.uniform(0.05, max(longest, _OUTAGE_SECONDS) if is_outage else longest),
        strength=1.0 if is_outage else dice.uniform(*dice.choice((_MILD, _STRONG))),
        second=dice.random() < 0.5,
    )


def _without_price(company: Company, troubles: list[Trouble]) -> tuple[Trouble, ...]:
    """Leave the one case out whose price is known (docs/adr/0012): a function stands still with an unmarked batch,
    while somebody else brings the same events, marked.
    """
    alone = company is Company.NOBODY and all(trouble.fault is not Fault.CORRUPT for trouble in troubles)
    killed = {Fault.PAUSE_FUNCTIONS: Fault.KILL_FUNCTIONS}
    return tuple(
        trouble if alone else msgspec.structs.replace(trouble, fault=killed.get(trouble.fault, trouble.fault))
        for trouble in troubles
    )


def _full(dice: random.Random, events: int) -> tuple[int, int]:
    first = dice.randrange(events // 2)
    return first, first + dice.randrange(events // 2)


def _clock(dice: random.Random, events: int) -> tuple[tuple[int, int], ...]:
    """Step within what a worker's clock may be off (`CLOCK_SKEW`), forwards and back."""
    at = sorted(dice.randrange(events) for _ in range(dice.choice((1, 2, 4))))
    return tuple((each, dice.choice((-240_000, -61_000, -1_500, 0, 900, 30_000, 240_000))) for each in at)
