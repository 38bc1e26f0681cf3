"""When a batch is due, and what it holds: in order, within its limits, nothing lost and nothing doubled."""

import random
from collections import deque

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import Batcher, BatchLimits
from bot_worker.pipeline.frames import MAX_PACKED_BYTES, fill
from bot_worker.pipeline.spool.records import Row
from tests.unit.bot_worker.pipeline.events import a_row, an_event

LIMITS = BatchLimits(max_events=5, interval_seconds=5.0, interactive_seconds=0.15)
WATCHED, UNWATCHED = 1, 2
LARGE = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9FFF), k=4_000)))


def test_a_batch_is_due_when_its_first_event_has_waited_the_interval() -> None:
    batcher = Batcher(LIMITS)

    batcher.add([UNWATCHED], now=10.0)
    batcher.add([UNWATCHED], now=12.0)

    assert batcher.due_at(12.0) == 15.0


def test_a_full_batch_is_due_at_once() -> None:
    batcher = Batcher(LIMITS)

    batcher.add([UNWATCHED] * 5, now=10.0)

    assert batcher.due_at(10.0) == 10.0


def test_nothing_is_due_while_nothing_waits() -> None:
    batcher = Batcher(LIMITS)
    batcher.add([UNWATCHED], now=10.0)

    batcher.take(1)

    assert batcher.due_at(100.0) is None


def test_an_event_of_a_watched_guild_takes_all_that_waits_along_quickly() -> None:
    batcher = Batcher(LIMITS)
    batcher.watch(WATCHED, now=0.0, seconds=300)

    batcher.add([UNWATCHED], now=10.0)
    batcher.add([WATCHED], now=11.0)

    assert batcher.due_at(11.0) == pytest.approx(11.15)
    assert batcher.next_count == 2


def test_what_waits_already_leaves_quickly_once_somebody_watches() -> None:
    batcher = Batcher(LIMITS)
    batcher.add([WATCHED], now=10.0)

    batcher.watch(WATCHED, now=11.0, seconds=300)

    assert batcher.due_at(11.0) == pytest.approx(11.15)


def test_a_watch_ends() -> None:
    batcher = Batcher(LIMITS)
    batcher.watch(WATCHED, now=0.0, seconds=300)

    batcher.add([WATCHED], now=300.0)

    assert batcher.due_at(300.0) == 305.0


def test_a_shorter_watch_does_not_end_a_longer_one() -> None:
    batcher = Batcher(LIMITS)
    batcher.watch(WATCHED, now=0.0, seconds=300)
    batcher.watch(WATCHED, now=10.0, seconds=10)

    batcher.add([WATCHED], now=100.0)

    assert batcher.due_at(100.0) == pytest.approx(100.15)


def test_what_is_left_after_a_batch_keeps_its_own_deadline() -> None:
    batcher = Batcher(LIMITS)
    batcher.add([UNWATCHED] * 5, now=10.0)
    batcher.add([UNWATCHED], now=11.0)
    batcher.add([UNWATCHED], now=12.0)

    batcher.take(5)

    assert batcher.due_at(12.0) == 16.0


def test_what_an_earlier_process_left_is_due_at_once() -> None:
    batcher = Batcher(LIMITS)

    batcher.recover(3, now=50.0)

    assert batcher.due_at(50.0) == 50.0


def test_no_more_can_be_taken_than_waits() -> None:
    batcher = Batcher(LIMITS)
    batcher.add([UNWATCHED], now=0.0)

    with pytest.raises(ValueError, match="cannot take 2 of 1"):
        batcher.take(2)


class BatchingMachine(RuleBasedStateMachine):
    """A worker without its disk: events come, time passes, the clock of the ids jumps, batches leave when due."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.wall_ms = 1_700_000_000_000
        self.batcher = Batcher(LIMITS)
        self.ids = BatchIds(None, now_ms=lambda: self.wall_ms, entropy=lambda: 0)
        self.waiting: deque[tuple[int, float, bool]] = deque()
        self.captured = 0
        self.sent: list[int] = []
        self.batch_ids: list[str] = []
        self.watched_until = -1.0

    @rule(watched=st.booleans(), large=st.booleans(), count=st.integers(1, 7))
    def events_arrive(self, watched: bool, large: bool, count: int) -> None:
        for _ in range(count):
            quick = watched and self.now < self.watched_until
            self.waiting.append((self.captured, self.now + (0.15 if quick else 5.0), large))
            self.captured += 1
        self.batcher.add([WATCHED if watched else UNWATCHED] * count, self.now)

    @rule(seconds=st.floats(0.01, 7.0))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.wall_ms += int(seconds * 1000)

    @rule(milliseconds=st.integers(-3_600_000, 3_600_000))
    def the_clock_is_set(self, milliseconds: int) -> None:
        self.wall_ms += milliseconds

    @rule()
    def somebody_watches(self) -> None:
        self.batcher.watch(WATCHED, self.now, 3.0)
        self.watched_until = self.now + 3.0
        if self.waiting:
            number, deadline, large = self.waiting.pop()
            self.waiting.append((number, min(deadline, self.now + 0.15), large))

    @rule()
    def the_worker_restarts(self) -> None:
        last = self.batch_ids[-1] if self.batch_ids else None
        self.ids = BatchIds(last, now_ms=lambda: self.wall_ms, entropy=lambda: 0)
        self.batcher = Batcher(LIMITS)
        self.batcher.recover(len(self.waiting), self.now)
        self.waiting = deque((number, self.now, large) for number, _, large in self.waiting)
        self.watched_until = -1.0

    @precondition(lambda self: self.batcher.pending)
    @rule()
    def a_batch_leaves(self) -> None:
        offered = [self._encoded(number, large) for number, _, large in list(self.waiting)[: self.batcher.next_count]]
        packed = fill(offered)
        assert 1 <= packed.count <= LIMITS.max_events
        assert len(packed.text) <= MAX_PACKED_BYTES
        self.batcher.take(packed.count)
        self.batch_ids.append(self.ids.next())
        self.sent += [self.waiting.popleft()[0] for _ in range(packed.count)]

    @invariant()
    def nothing_is_lost_doubled_or_out_of_order(self) -> None:
        assert self.sent + [number for number, _, _ in self.waiting] == list(range(self.captured))
        assert self.batcher.pending == len(self.waiting)

    @invariant()
    def the_next_batch_is_due_when_its_limits_say(self) -> None:
        if not self.waiting:
            assert self.batcher.due_at(self.now) is None
        elif len(self.waiting) >= LIMITS.max_events:
            assert self.batcher.due_at(self.now) == self.now
        else:
            assert self.batcher.due_at(self.now) == min(deadline for _, deadline, _ in self.waiting)

    @invariant()
    def ids_of_batches_rise(self) -> None:
        assert self.batch_ids == sorted(set(self.batch_ids))

    @staticmethod
    def _encoded(number: int, large: bool) -> Row:
        return a_row(an_event(number, content=LARGE if large else "hello"))


TestBatching = BatchingMachine.TestCase
TestBatching.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
