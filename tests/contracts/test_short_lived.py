"""What lives for seconds keeps the same promises in Redis and in memory."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest

from shared.adapters.redis_store import (
    RedisCache,
    RedisLocks,
    RedisOneTimeStore,
    RedisReplies,
    connect,
)
from shared.features.access.ports import Memory
from shared.features.guilds.ports import Cache
from shared.features.logins.ports import Locks, OneTimeStore
from shared.kernel.errors import StoreUnavailableError
from tests.fakes.clock import FakeClock
from tests.fakes.short_lived import FakeCache, FakeLocks, FakeOneTimeStore

MINUTE = timedelta(minutes=1)


class Stores(NamedTuple):
    once: OneTimeStore
    cache: Cache
    memory: Memory
    locks: Locks


@pytest.fixture(params=["fake", "redis"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        yield Stores(FakeOneTimeStore(), FakeCache(), FakeCache(), FakeLocks())
        return
    with connect(request.getfixturevalue("redis_url")) as redis:
        yield Stores(RedisOneTimeStore(redis), RedisCache(redis), RedisCache(redis), RedisLocks(redis))


@pytest.fixture
def key() -> str:
    return f"test:{uuid4()}"


def test_several_values_are_read_in_the_keys_order(stores: Stores, key: str) -> None:
    stores.memory.put(f"{key}:a", b"a", MINUTE)
    stores.memory.put(f"{key}:b", b"b", MINUTE)

    assert stores.memory.get_many([f"{key}:b", f"{key}:none", f"{key}:a"]) == [b"b", None, b"a"]


def test_a_count_rises_by_one_and_is_readable(stores: Stores, key: str) -> None:
    assert [stores.memory.count(key, MINUTE) for _ in range(3)] == [1, 2, 3]
    assert stores.memory.get_many([key]) == [b"3"]


def test_a_value_is_taken_once(stores: Stores, key: str) -> None:
    stores.once.put(key, b"value", MINUTE)

    assert [stores.once.take(key), stores.once.take(key)] == [b"value", None]


def test_of_many_who_take_at_once_one_gets_it(stores: Stores, key: str) -> None:
    stores.once.put(key, b"value", MINUTE)

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: stores.once.take(key), range(8)))

    assert sorted(value is not None for value in taken) == [False] * 7 + [True]


def test_what_is_cached_is_read_until_it_is_replaced(stores: Stores, key: str) -> None:
    stores.cache.put(key, b"old", MINUTE)
    stores.cache.put(key, b"new", MINUTE)

    assert [stores.cache.get(key), stores.cache.get(key)] == [b"new", b"new"]
    assert stores.cache.get(key + "?") is None


def test_a_lock_lets_one_in_after_the_other(stores: Stores, key: str) -> None:
    inside, most_inside = 0, 0
    guard = threading.Lock()

    def work(_: int) -> None:
        nonlocal inside, most_inside
        with stores.locks.hold(key, wait=MINUTE):
            with guard:
                inside += 1
                most_inside = max(most_inside, inside)
            time.sleep(0.002)
            with guard:
                inside -= 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))

    assert most_inside == 1


def test_who_waits_too_long_for_a_lock_is_told(stores: Stores, key: str) -> None:
    with (
        stores.locks.hold(key, wait=MINUTE),
        pytest.raises(StoreUnavailableError),
        stores.locks.hold(key, wait=timedelta(milliseconds=30)),
    ):
        pass


def test_a_lock_is_free_after_an_error_inside(stores: Stores, key: str) -> None:
    with pytest.raises(ZeroDivisionError), stores.locks.hold(key, wait=MINUTE):
        _ = 1 / 0

    with stores.locks.hold(key, wait=timedelta(milliseconds=30)):
        pass


def test_in_memory_what_is_too_old_is_gone(key: str) -> None:
    clock = FakeClock()
    once, cache = FakeOneTimeStore(clock), FakeCache(clock)
    once.put(key, b"value", MINUTE)
    cache.put(key, b"value", MINUTE)

    clock.pass_time(minutes=1)

    assert (once.take(key), cache.get(key)) == (None, None)


def test_in_redis_what_is_too_old_is_gone(redis_url: str, key: str) -> None:
    with connect(redis_url) as redis:
        once, cache = RedisOneTimeStore(redis), RedisCache(redis)
        once.put(key, b"value", timedelta(milliseconds=5))
        cache.put(key + "2", b"value", timedelta(milliseconds=5))

        time.sleep(0.02)

        assert (once.take(key), cache.get(key + "2")) == (None, None)


def test_an_answer_reaches_who_waits_for_it(redis_url: str, key: str) -> None:
    with connect(redis_url, longest_wait_seconds=5) as redis, ThreadPoolExecutor(1) as pool:
        replies = RedisReplies(redis)
        waiting = pool.submit(replies.wait, key, timedelta(seconds=5))

        replies.send(key, b"answer")

        assert waiting.result() == b"answer"


def test_no_answer_is_none_after_the_wait(redis_url: str, key: str) -> None:
    with connect(redis_url, longest_wait_seconds=1) as redis:
        assert RedisReplies(redis).wait(key, timedelta(milliseconds=50)) is None


def test_of_several_answers_those_that_came_in_time_are_brought_each_under_its_key(redis_url: str, key: str) -> None:
    names = [f"{key}:{number}" for number in range(3)]
    with connect(redis_url, longest_wait_seconds=1) as redis, ThreadPoolExecutor(1) as pool:
        replies = RedisReplies(redis)
        replies.send(names[0], b"at once")
        waiting = pool.submit(replies.wait_all, names, timedelta(milliseconds=500))
        time.sleep(0.05)
        replies.send(names[2], b"later")

        assert waiting.result() == {names[0]: b"at once", names[2]: b"later"}


def test_all_answers_together_are_waited_for_no_longer_than_one(redis_url: str, key: str) -> None:
    started = time.monotonic()
    with connect(redis_url, longest_wait_seconds=1) as redis:
        answers = RedisReplies(redis).wait_all([f"{key}:{number}" for number in range(20)], timedelta(milliseconds=200))

    assert answers == {}
    assert time.monotonic() - started < 1.5


def test_a_redis_that_does_not_answer_is_an_error_of_ours() -> None:
    with connect("redis://127.0.0.1:1/0") as redis, pytest.raises(StoreUnavailableError):
        RedisCache(redis).get("anything")
