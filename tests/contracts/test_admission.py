"""The gate's counters, on a real Redis."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from shared.adapters.admission import Counter, RedisAdmission
from shared.adapters.redis_store import connect
from shared.kernel.errors import StoreUnavailableError


@pytest.fixture
def admission(redis_url: str) -> RedisAdmission:
    return RedisAdmission(connect(redis_url))


def a_counter(most: int = 5, window_seconds: int = 60) -> Counter:
    return Counter(key=f"rate:{os.urandom(8).hex()}", most=most, window_seconds=window_seconds)


def admitted(admission: RedisAdmission, *counters: Counter) -> bool:
    return admission.ask([], counters).retry_after_seconds is None


def test_so_many_are_let_in_and_no_more(admission: RedisAdmission) -> None:
    counter = a_counter(most=5)

    assert [admitted(admission, counter) for _ in range(7)] == [True] * 5 + [False] * 2


def test_of_many_at_once_exactly_so_many_are_let_in(admission: RedisAdmission) -> None:
    counter = a_counter(most=10)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: admitted(admission, counter), range(40)))

    assert answers.count(True) == 10


def test_a_window_slides(admission: RedisAdmission) -> None:
    counter = a_counter(most=4, window_seconds=1)
    began = time.monotonic()

    let_in = 0
    while time.monotonic() - began < 3:
        let_in += admitted(admission, counter)
        time.sleep(0.01)

    assert 9 <= let_in <= 4 * 4  # four a second, and what is left of the window before


def test_who_waits_as_long_as_told_is_let_in(admission: RedisAdmission) -> None:
    counter = a_counter(most=2, window_seconds=1)
    while admitted(admission, counter):
        pass

    wait = admission.ask([], [counter]).retry_after_seconds
    assert wait is not None
    assert 0 < wait <= 2
    time.sleep(wait)

    assert admitted(admission, counter)


def test_who_is_refused_by_one_counter_is_not_counted_in_the_other(admission: RedisAdmission) -> None:
    full, free = a_counter(most=1), a_counter(most=3)
    admitted(admission, full)

    assert [admitted(admission, full, free) for _ in range(5)] == [False] * 5
    assert [admitted(admission, free) for _ in range(4)] == [True, True, True, False]


def test_a_mark_is_seen_in_the_same_round_trip(admission: RedisAdmission, redis_url: str) -> None:
    mark = f"login:ended:{os.urandom(8).hex()}"
    assert not admission.ask([mark], [a_counter()]).is_ended

    with redis.Redis.from_url(redis_url) as client:
        client.set(mark, b"", ex=60)

    assert admission.ask([mark], [a_counter()]).is_ended


def test_nothing_of_it_stays(admission: RedisAdmission, redis_url: str) -> None:
    counter = a_counter(window_seconds=60)
    admitted(admission, counter)

    with redis.Redis.from_url(redis_url) as client:
        assert 0 < int(client.ttl(counter.key)) <= 120


def test_a_redis_that_is_away_is_told(admission: RedisAdmission) -> None:
    away = RedisAdmission(connect("redis://127.0.0.1:9/0", timeout_seconds=0.2, retries=0))

    with pytest.raises(StoreUnavailableError):
        away.ask([], [a_counter()])
