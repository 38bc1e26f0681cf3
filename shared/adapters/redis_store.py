"""What lives for seconds or minutes: things of one use, caches, locks, and answers that somebody waits for."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Final

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import LockNotOwnedError, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from shared.kernel.errors import StoreUnavailableError

TIMEOUT_SECONDS: Final = 2.0
RETRIES: Final = 2
REPLY_LIFETIME: Final = timedelta(seconds=60)
LOCK_LIFETIME: Final = timedelta(seconds=15)


def connect(
    url: str, *, longest_wait_seconds: float = 0.0, timeout_seconds: float = TIMEOUT_SECONDS, retries: int = RETRIES
) -> Redis:
    """Make a client, safe between threads; it connects on first use. Blocking reads need their wait added."""
    return Redis.from_url(
        url,
        socket_connect_timeout=timeout_seconds,
        socket_timeout=timeout_seconds + longest_wait_seconds,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), retries),
        health_check_interval=30,
    )


@contextmanager
def redis_errors() -> Iterator[None]:
    """Translate the client's errors to `StoreUnavailableError`."""
    try:
        yield
    except RedisError as error:
        raise StoreUnavailableError from error


class RedisOneTimeStore:
    """Holds values that can be taken once: login states, login sessions, tickets."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None:
        with redis_errors():
            self._redis.set(key, value, px=lifetime)

    def take(self, key: str) -> bytes | None:
        """Return the value and remove it in one step; None where it was taken, has expired or never was."""
        with redis_errors():
            return _bytes(self._redis.getdel(key))

    def has(self, key: str) -> bool:
        with redis_errors():
            return bool(self._redis.exists(key))

    def claim(self, key: str, lifetime: timedelta) -> bool:
        """Return whether this is the first claim of the key within its lifetime."""
        with redis_errors():
            return bool(self._redis.set(key, b"", px=lifetime, nx=True))


class RedisCache:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def get(self, key: str) -> bytes | None:
        with redis_errors():
            return _bytes(self._redis.get(key))

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None:
        with redis_errors():
            self._redis.set(key, value, px=lifetime)

    def get_many(self, keys: Sequence[str]) -> list[bytes | None]:
        """Return the values of one moment, in the keys' order."""
        with redis_errors():
            found: Any = self._redis.mget(keys)
        return [_bytes(value) for value in found]

    def count(self, key: str, lifetime: timedelta) -> int:
        """Add one and return the sum; it is forgotten `lifetime` after the last time."""
        with redis_errors(), self._redis.pipeline(transaction=True) as pipeline:
            pipeline.incr(key)
            pipeline.pexpire(key, lifetime)
            return int(pipeline.execute()[0])

    def drop(self, key: str) -> None:
        with redis_errors():
            self._redis.delete(key)


class RedisLocks:
    """Locks across processes; one that its holder does not release ends by itself."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    @contextmanager
    def hold(self, key: str, *, wait: timedelta) -> Iterator[None]:
        """Hold the lock; raise `StoreUnavailableError` when others hold it for longer than `wait`."""
        lock = self._redis.lock(key, timeout=LOCK_LIFETIME.total_seconds(), sleep=0.02, thread_local=False)
        with redis_errors():
            if not lock.acquire(blocking_timeout=wait.total_seconds()):
                raise StoreUnavailableError
        try:
            yield
        finally:
            with redis_errors(), suppress(LockNotOwnedError):
                lock.release()


class RedisReplies:
    """Brings a bot's answer to the request that waits for it, in another process. Needs a client that may wait.

    A key names a command and the bot that it was sent to.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def send(self, key: str, answer: bytes) -> None:
        with redis_errors(), self._redis.pipeline(transaction=True) as pipeline:
            pipeline.rpush(_reply_key(key), answer)
            pipeline.expire(_reply_key(key), REPLY_LIFETIME)
            pipeline.execute()

    def wait(self, key: str, longest: timedelta) -> bytes | None:
        """Return the answer; None when none comes in time."""
        return self.wait_all([key], longest).get(key)

    def wait_all(self, keys: Sequence[str], longest: timedelta) -> dict[str, bytes]:
        """Return the answers that came in time, by key."""
        deadline = time.monotonic() + longest.total_seconds()
        left, answers = {_reply_key(key): key for key in keys}, dict[str, bytes]()
        while left:
            found = self._pop(list(left), max(0.01, deadline - time.monotonic()))  # Redis takes 0 for ever
            if found is None:
                break
            name, answer = found
            answers[left.pop(name)] = answer
        return answers

    def _pop(self, names: list[str], seconds: float) -> tuple[str, bytes] | None:
        try:
            found: Any = self._redis.blpop(names, timeout=seconds)
        except RedisTimeoutError:
            return None
        except RedisError as error:
            raise StoreUnavailableError from error
        return (found[0].decode(), found[1]) if isinstance(found, list | tuple) else None


def _reply_key(key: str) -> str:
    return f"reply:{key}"


def _bytes(value: object) -> bytes | None:
    """Narrow what the client's types leave open; without `decode_responses` a value is bytes."""
    return value if isinstance(value, bytes) else None
