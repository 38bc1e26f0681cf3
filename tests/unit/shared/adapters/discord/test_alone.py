"""What a process may send when Redis does not answer, and how it finds back."""

import logging
from collections.abc import Sequence

import pytest

from shared.adapters.discord.limiter.failover import RETRY_MS, FailoverPermits
from shared.adapters.discord.limiter.local_permits import LocalPermits
from shared.adapters.discord.limiter.model import Answer, Ask, Demand, Lane, Limits, Outcome, Report
from shared.kernel.errors import StoreUnavailableError

LIMITS = Limits()


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class BreakableStore:
    """A store that is away while told to be."""

    def __init__(self) -> None:
        self.is_away = False
        self.asked = 0

    def exchange(self, ask: Ask | None, reports: Sequence[Report]) -> Answer:
        self.asked += bool(ask) or bool(reports)
        if self.is_away:
            raise StoreUnavailableError
        return Answer(granted=1, place="shared", peers=4)


def an_ask(route: str = "GET /a", major: str = "1", lane: Lane = Lane.READ, patience_ms: float = 60_000) -> Ask:
    demand = Demand(route=route, major=major, lane=lane)
    return Ask(ticket="t", demand=demand, patience_ms=patience_ms)


def a_report(outcome: Outcome, route: str = "GET /a", major: str = "1") -> Report:
    return Report(permit="p", place="", route=route, major=major, sub_limit="", age_ms=0, outcome=outcome)


def a_window(remaining: int, reset_after_ms: float = 1_000.0) -> Outcome:
    return Outcome(status=200, bucket="b", limit=5, remaining=remaining, reset_after_ms=reset_after_ms)


def test_one_request_at_a_time_goes_to_a_bucket() -> None:
    alone = LocalPermits(LIMITS, clock := Clock())
    alone.know_peers(1)

    assert alone.exchange(an_ask(), []).granted == 1
    clock.now = 1_000
    assert alone.exchange(an_ask(), []).wait_ms > 0
    assert alone.exchange(an_ask(major="2"), []).granted == 1


def test_a_request_whose_answer_never_comes_is_given_up() -> None:
    alone = LocalPermits(LIMITS, clock := Clock())
    alone.exchange(an_ask(), [])

    clock.now = LIMITS.permit_ms

    assert alone.exchange(an_ask(), []).granted == 1


@pytest.mark.parametrize(("peers", "pause_ms"), [(1, 40), (50, 2_000)])
def test_the_global_limit_is_shared_with_as_many_as_were_there(peers: int, pause_ms: float) -> None:
    alone = LocalPermits(LIMITS, Clock())
    alone.know_peers(peers)

    alone.exchange(an_ask(), [])

    assert alone.exchange(an_ask(major="2"), []).wait_ms == pause_ms


def test_an_empty_bucket_is_waited_for() -> None:
    alone = LocalPermits(LIMITS, clock := Clock())
    alone.know_peers(1)

    alone.exchange(None, [a_report(a_window(remaining=0, reset_after_ms=3_000))])

    assert alone.exchange(an_ask(), []).wait_ms == 3_000
    clock.now = 3_000
    assert alone.exchange(an_ask(), []).granted == 1


def test_who_has_less_patience_is_refused_at_once() -> None:
    alone = LocalPermits(LIMITS, Clock())
    alone.exchange(None, [a_report(a_window(remaining=0, reset_after_ms=3_000))])

    answer = alone.exchange(an_ask(patience_ms=2_999), [])

    assert answer.is_refused
    assert answer.wait_ms == 3_000


def test_a_global_429_stops_everything() -> None:
    alone = LocalPermits(LIMITS, Clock())

    alone.exchange(None, [a_report(Outcome(status=429, scope="global", retry_after_ms=500))])

    assert alone.exchange(an_ask(major="2"), []).wait_ms == 500 + LIMITS.guard_ms


def test_too_many_refusals_end_it_long_before_discord_does() -> None:
    alone = LocalPermits(LIMITS, clock := Clock())
    refused = a_report(Outcome(status=403))

    for _ in range(LIMITS.invalid_requests // 20):
        alone.exchange(None, [refused])

    answer = alone.exchange(an_ask(major="2"), [])
    assert (answer.is_refused, answer.why) == (True, "invalid_requests")
    clock.now = 600_001
    assert alone.exchange(an_ask(major="2"), []).granted == 1


def test_the_loss_of_redis_is_said_once_and_so_is_its_return(caplog: pytest.LogCaptureFixture) -> None:
    clock, store = Clock(), BreakableStore()
    permits = FailoverPermits(store, LocalPermits(LIMITS, clock), clock)
    caplog.set_level(logging.INFO)

    store.is_away = True
    for number in range(5):
        clock.now += 400
        assert permits.exchange(an_ask(major=str(number)), []).place != "shared"
    store.is_away = False
    clock.now += RETRY_MS
    answers = [permits.exchange(an_ask(major=str(number)), []) for number in range(3)]

    assert [record.message for record in caplog.records] == ["discord.limiter_alone", "discord.limiter_together"]
    assert {answer.place for answer in answers} == {"shared"}


def test_redis_is_left_alone_for_a_moment_after_it_did_not_answer() -> None:
    clock, store = Clock(), BreakableStore()
    permits = FailoverPermits(store, LocalPermits(LIMITS, clock), clock)
    store.is_away = True

    for number in range(20):
        clock.now += RETRY_MS / 10
        permits.exchange(an_ask(major=str(number)), [])

    assert store.asked <= 3
