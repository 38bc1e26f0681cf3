"""Redis's ports in memory."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from shared.adapters.answers import ANSWER_LIFETIME, RUNNING_LIFETIME
from shared.kernel.answers import RememberedAnswer
from shared.kernel.errors import StoreUnavailableError
from tests.fakes.clock import FakeClock


class FakeOneTimeStore:
    def __init__(self, clock: FakeClock | None = None) -> None:
        self._clock = clock or FakeClock()
        self._values: dict[str, tuple[bytes, datetime]] = {}
        self._lock = threading.Lock()

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None:
        self._values[key] = (value, self._clock() + lifetime)

    def take(self, key: str) -> bytes | None:
        with self._lock:
            value, expires_at = self._values.pop(key, (None, self._clock()))
        return value if expires_at > self._clock() else None

    def has(self, key: str) -> bool:
        _, expires_at = self._values.get(key, (None, self._clock()))
        return expires_at > self._clock()


class FakeCache:
    def __init__(self, clock: FakeClock | None = None) -> None:
        self._clock = clock or FakeClock()
        self._values: dict[str, tuple[bytes, datetime]] = {}

    def get(self, key: str) -> bytes | None:
        value, expires_at = self._values.get(key, (None, self._clock()))
        return value if expires_at > self._clock() else None

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None:
        self._values[key] = (value, self._clock() + lifetime)

    def drop(self, key: str) -> None:
        self._values.pop(key, None)

    def get_many(self, keys: Sequence[str]) -> list[bytes | None]:
        return [self.get(key) for key in keys]

    def count(self, key: str, lifetime: timedelta) -> int:
        sum_ = int(self.get(key) or b"0") + 1
        self.put(key, str(sum_).encode(), lifetime)
        return sum_


class FakeLocks:
    def __init__(self) -> None:
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @contextmanager
    def hold(self, key: str, *, wait: timedelta) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        if not lock.acquire(timeout=wait.total_seconds()):
            raise StoreUnavailableError
        try:
            yield
        finally:
            lock.release()


class FakeAnswers:
    def __init__(self, clock: FakeClock | None = None) -> None:
        self._clock = clock or FakeClock()
        self._answers: dict[str, tuple[RememberedAnswer, datetime]] = {}

    def begin(self, key: str, request: str) -> RememberedAnswer | None:
        known, until = self._answers.get(key, (None, self._clock()))
        if known is not None and until > self._clock():
            return known
        self._answers[key] = (RememberedAnswer(request=request), self._clock() + RUNNING_LIFETIME)
        return None

    def finish(self, key: str, answer: RememberedAnswer) -> None:
        self._answers[key] = (answer, self._clock() + ANSWER_LIFETIME)

    def forget(self, key: str) -> None:
        self._answers.pop(key, None)
