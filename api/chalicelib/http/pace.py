"""How often one may ask: the limits of each kind of route, per address and per user."""

from enum import StrEnum
from typing import Final, NamedTuple

from shared.adapters.admission import Counter
from shared.kernel.callers import Caller


class Pace(StrEnum):
    """A kind of route, by what a request costs and what guessing could win."""

    LOGIN = "login"
    REFRESH = "refresh"
    READ = "read"
    WRITE = "write"
    HEAVY = "heavy"  # looks through whole tables
    BROADCAST = "broadcast"  # makes every worker answer
    APPEAL = "appeal"  # what anybody may say to the moderators of a guild that they are not in


class _Limit(NamedTuple):
    most: int
    window_seconds: int


# An address may be a whole office; a login takes three requests, a tab refreshes four times an hour.
_PER_ADDRESS: Final = {
    Pace.LOGIN: _Limit(60, 60),
    Pace.REFRESH: _Limit(120, 60),
    Pace.READ: _Limit(1_200, 60),
    Pace.WRITE: _Limit(300, 60),
    Pace.HEAVY: _Limit(30, 3_600),
    Pace.BROADCAST: _Limit(60, 60),
    Pace.APPEAL: _Limit(60, 3_600),
}
_PER_USER: Final = {
    Pace.READ: _Limit(300, 60),
    Pace.WRITE: _Limit(60, 60),
    Pace.HEAVY: _Limit(10, 3_600),
    Pace.BROADCAST: _Limit(6, 60),
    Pace.APPEAL: _Limit(20, 3_600),
}


def counters_of(pace: Pace, address: str, caller: Caller | None, factor: int) -> list[Counter]:
    """Return what a request is counted in; `factor` multiplies every limit."""
    counters = [_counter(f"rate:{pace}:address:{address}", _PER_ADDRESS[pace], factor)]
    if caller is not None and pace in _PER_USER:
        counters.append(_counter(f"rate:{pace}:user:{caller.user_id}", _PER_USER[pace], factor))
    return counters


def _counter(key: str, limit: _Limit, factor: int) -> Counter:
    return Counter(key=key, most=limit.most * factor, window_seconds=limit.window_seconds)
