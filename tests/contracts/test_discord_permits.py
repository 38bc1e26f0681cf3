"""The rules of the shared limiter, one by one, in a real Redis whose clock the tests pass in."""

import itertools
import secrets
from collections.abc import Callable

import pytest
from redis import Redis

from shared.adapters.discord.limiter.model import INVALID_SHARE, Answer, Ask, Demand, Lane, Limits, Outcome, Report
from shared.adapters.discord.limiter.redis_permits import RedisPermits
from shared.adapters.redis_store import connect
from shared.kernel.errors import StoreUnavailableError

LIMITS = Limits()
START_MS = 1_700_000_000_000
_numbers = itertools.count()


class Fleet:
    """One process of a fleet of its own, with the time in its hand."""

    def __init__(self, redis: Redis) -> None:
        self.now = START_MS
        self._permits = RedisPermits(redis, secrets.token_hex(6), "me", LIMITS, now_ms=lambda: self.now)
        self.ask("GET /warm")
        self.now += 10_000

    def ask(
        self,
        route: str = "GET /a",
        major: str = "1",
        *,
        lane: Lane = Lane.READ,
        sub: str = "",
        wish: int = 1,
        patience_ms: float = 60_000,
        exempt: bool = False,
    ) -> Answer:
        demand = Demand(route=route, major=major, guild=major, lane=lane, sub_limit=sub, is_exempt=exempt)
        self.ticket = f"t{next(_numbers)}"
        return self._permits.exchange(Ask(ticket=self.ticket, demand=demand, patience_ms=patience_ms, wish=wish), [])

    def tell(
        self, outcome: Outcome, route: str = "GET /a", major: str = "1", *, place: str = "", sub: str = ""
    ) -> None:
        """Tell what came of the permit that was asked for last."""
        report = Report(
            permit=f"{self.ticket}:0",
            place=place or f"?{route}",
            route=route,
            major=major,
            sub_limit=sub,
            age_ms=0,
            outcome=outcome,
        )
        self._permits.exchange(None, [report])

    def knows(self, route: str = "GET /a", major: str = "1", *, limit: int = 5, remaining: int = 4) -> None:
        """Let it learn a bucket from a first request."""
        assert self.ask(route, major).granted
        self.tell(self.window(limit, remaining), route, major)

    def window(self, limit: int = 5, remaining: int = 4, ends_after_ms: float = 5_000.0, status: int = 200) -> Outcome:
        return Outcome(
            status=status,
            bucket="b",
            limit=limit,
            remaining=remaining,
            reset_after_ms=ends_after_ms,
            window_ms=self.now + ends_after_ms,
        )


@pytest.fixture
def fleet(redis_url: str) -> Fleet:
    return Fleet(Redis.from_url(redis_url))


def test_an_unknown_route_is_tried_by_one_at_a_time(fleet: Fleet) -> None:
    assert fleet.ask(major="1").granted == 1

    assert fleet.ask(major="2").wait_ms > 0


def test_what_was_learnt_of_one_route_holds_for_all_that_share_its_bucket(fleet: Fleet) -> None:
    fleet.knows("GET /a", remaining=0)
    fleet.knows("GET /b", major="2")

    assert fleet.ask("GET /b", major="1").wait_ms > 0
    assert fleet.ask("GET /a", major="2").granted == 1


def test_a_bucket_gives_what_is_left_and_no_more(fleet: Fleet) -> None:
    fleet.knows(remaining=2)

    answers = [fleet.ask() for _ in range(4)]

    assert [answer.granted for answer in answers] == [1, 1, 0, 0]


def test_a_bucket_is_full_again_when_its_window_ends(fleet: Fleet) -> None:
    fleet.knows(remaining=0)

    fleet.now += 5_000
    assert not fleet.ask().granted  # Discord's rounding is allowed for
    fleet.now += LIMITS.guard_ms + 1_100

    assert fleet.ask().granted


def test_the_next_one_tries_an_unknown_route_where_the_first_died(fleet: Fleet) -> None:
    assert fleet.ask().granted

    fleet.now += 3_000

    assert fleet.ask().granted


def test_a_permit_that_nobody_reports_expires(fleet: Fleet) -> None:
    fleet.knows(remaining=1)
    assert fleet.ask().granted

    fleet.now += LIMITS.permit_ms

    assert [fleet.ask().granted for _ in range(6)] == [1, 1, 1, 1, 1, 0]


def test_an_unused_permit_is_given_back(fleet: Fleet) -> None:
    fleet.knows(remaining=1)
    assert fleet.ask().granted

    fleet.tell(Outcome(is_unused=True), place="b:1")

    assert fleet.ask().granted


def test_a_hidden_limit_stops_what_it_is_about_and_nothing_else(fleet: Fleet) -> None:
    fleet.knows("PATCH /channel", limit=10, remaining=9)
    fleet.ask("PATCH /channel", sub="rename")
    refused = fleet.window(10, 8, status=429)
    hidden = Outcome(
        status=429, bucket="b", limit=10, remaining=8, window_ms=refused.window_ms, scope="shared",
        reset_after_ms=5_000, retry_after_ms=500_000,
    )  # fmt: skip

    fleet.tell(hidden, "PATCH /channel", place="b:1", sub="rename")

    assert fleet.ask("PATCH /channel", sub="rename").is_refused
    assert fleet.ask("PATCH /channel").granted


def test_a_global_429_stops_all_but_the_exempt(fleet: Fleet) -> None:
    fleet.knows()
    fleet.ask()
    fleet.tell(Outcome(status=429, scope="global", retry_after_ms=700), place="b:1")

    assert fleet.ask(major="9", patience_ms=100).is_refused
    assert fleet.ask("POST /interactions", exempt=True).granted


def test_who_cannot_be_served_in_time_is_told_at_once_how_long(fleet: Fleet) -> None:
    fleet.knows(remaining=0)

    answer = fleet.ask(patience_ms=1_000)

    assert (answer.is_refused, answer.why) == (True, "bucket")
    assert 4_900 < answer.wait_ms < 5_200


def test_no_more_than_the_global_limit_is_given_within_a_second(fleet: Fleet) -> None:
    granted = sum(fleet.ask(f"GET /{number}", major=str(number), lane=Lane.MODERATION).granted for number in range(80))

    assert granted == LIMITS.global_per_second


def test_a_slot_is_free_a_second_after_the_answer(fleet: Fleet) -> None:
    for number in range(LIMITS.global_per_second):
        fleet.ask(f"GET /{number}", lane=Lane.MODERATION)
        fleet.tell(Outcome(status=200), f"GET /{number}")

    assert fleet.ask("GET /more", lane=Lane.MODERATION, patience_ms=0).is_refused
    fleet.now += LIMITS.window_ms + LIMITS.guard_ms

    assert fleet.ask("GET /more", lane=Lane.MODERATION).granted


def test_a_block_leaves_room_for_others(fleet: Fleet) -> None:
    fleet.knows(limit=1_000, remaining=999)

    first, second = fleet.ask(wish=100), fleet.ask(lane=Lane.MODERATION)

    assert 40 <= first.granted < LIMITS.global_per_second
    assert second.granted == 1


def test_a_block_takes_a_quarter_of_what_a_bucket_has_left(fleet: Fleet) -> None:
    fleet.knows(limit=30, remaining=29)

    assert fleet.ask(wish=100).granted == 7


@pytest.mark.parametrize("lane", Lane)
def test_too_many_refusals_close_the_lanes_one_after_the_other(fleet: Fleet, lane: Lane) -> None:
    most = int(LIMITS.invalid_requests * INVALID_SHARE[lane])
    reports = [
        Report(permit="x", place="", route="GET /a", major="1", sub_limit="", age_ms=0, outcome=Outcome(status=403))
    ] * (most // 10)
    exchange: Callable[..., Answer] = fleet._permits.exchange

    for _ in range(9):
        exchange(None, reports)
    assert fleet.ask("GET /z", lane=lane).granted
    exchange(None, reports)

    assert fleet.ask("GET /y", lane=lane).why == "invalid_requests"
    fleet.now += 11 * 60_000
    assert fleet.ask("GET /y", lane=lane).granted


def test_a_shared_429_costs_nothing_of_the_budget(fleet: Fleet) -> None:
    shared = Outcome(status=429, scope="shared", retry_after_ms=1)
    reports = [Report(permit="x", place="", route="GET /s", major="1", sub_limit="", age_ms=0, outcome=shared)] * 10_000

    fleet._permits.exchange(None, reports)

    assert fleet.ask("GET /y").granted


def test_a_redis_that_is_away_is_told() -> None:
    away = RedisPermits(connect("redis://127.0.0.1:9/0", timeout_seconds=0.2, retries=0), "1", "me", LIMITS)

    with pytest.raises(StoreUnavailableError):
        away.exchange(None, [])
