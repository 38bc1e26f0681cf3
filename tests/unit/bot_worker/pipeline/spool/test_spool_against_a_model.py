"""The spool against lists in memory: whatever is appended, closed, confirmed, refused and restarted, in any order."""

import asyncio
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot_worker.pipeline.spool.places import Lanes
from bot_worker.pipeline.spool.records import SpoolEntry
from bot_worker.pipeline.spool.spool import Spool, open_spool
from tests.unit.bot_worker.pipeline.events import an_entry

T = TypeVar("T")


class SpoolMachine(RuleBasedStateMachine):
    """`lanes` maps a lane's key to the numbers of its events that are in no batch, `closed` to its batches."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.lanes: dict[int, list[int]] = defaultdict(list)
        self.closed: dict[int, list[tuple[str, list[int]]]] = defaultdict(list)
        self.lost = 0
        self.numbers = 0
        self.batches = 0
        self.lane_count = 2
        self.spool: Spool
        self._open()

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coroutine)

    def _open(self) -> None:
        self.stack = AsyncExitStack()
        opening = open_spool(
            self.folder / "spool.db",
            now_ms=lambda: 1_700_000_000_000,
            lanes=Lanes(self.lane_count, lambda guild_id: guild_id % self.lane_count),
        )
        self.spool = self._run(self.stack.enter_async_context(opening))

    @rule(new=st.integers(0, 6), data=st.data())
    def events_arrive_some_of_them_again(self, new: int, data: st.DataObject) -> None:
        fresh = list(range(self.numbers, self.numbers + new))
        here = self._everything()
        again = data.draw(st.lists(st.sampled_from(here), max_size=3)) if here else []
        self.numbers += new

        stored = self._run(self.spool.append([self._entry(number) for number in [*again, *fresh, *fresh]]))

        assert [row[5] for row in stored] == [self._entry(number).body for number in fresh]
        for number in fresh:
            self.lanes[self.spool.lanes.key_of(self._guild(number))].append(number)

    @precondition(lambda self: any(self.lanes.values()))
    @rule(data=st.data())
    def a_batch_is_closed(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from([key for key, waiting in self.lanes.items() if waiting]))
        size = data.draw(st.integers(1, len(self.lanes[key])))
        self.batches += 1
        batch_id = f"{self.batches:026}"
        self._run(self.spool.close_batch(batch_id, self._run(self.spool.oldest(key, size))))
        self.closed[key].append((batch_id, self.lanes[key][:size]))
        self.lanes[key] = self.lanes[key][size:]

    @precondition(lambda self: any(self.closed.values()))
    @rule(refused=st.booleans(), data=st.data())
    def the_batches_of_a_lane_are_answered(self, refused: bool, data: st.DataObject) -> None:
        """After a restart: until then only the process that closed a batch knows it."""
        self.the_worker_restarts()
        key = data.draw(st.sampled_from([key for key, batches in self.closed.items() if batches]))
        for batch in self.spool.closed_batches(key):
            self._run(self.spool.give_up(batch) if refused else self.spool.ack(batch))
            self.lost += batch.events if refused else 0
        self.closed[key] = []
        self.the_worker_restarts()

    @rule()
    def the_worker_restarts(self) -> None:
        self._run(self.stack.aclose())
        self._open()

    @rule(count=st.integers(1, 4))
    def the_worker_restarts_with_other_lanes(self, count: int) -> None:
        self._run(self.stack.aclose())
        self.lane_count = count
        self._open()

    @invariant()
    def every_lane_has_what_is_not_confirmed_in_order(self) -> None:
        for key, waiting in self.lanes.items():
            if waiting:
                rows = self._run(self.spool.oldest(key, 1_000))
                assert [row[5] for row in rows] == [self._entry(number).body for number in waiting]

    @invariant()
    def the_spool_knows_what_it_holds(self) -> None:
        everything = self._everything()

        assert self.spool.events == len(everything)
        assert self.spool.unbatched == sum(map(len, self.lanes.values()))
        assert self.spool.bytes == sum(self._entry(number).size for number in everything)
        assert sum(gap.events for gap in self._run(self.spool.gaps())) == self.lost

    def teardown(self) -> None:
        self._run(self.stack.aclose())
        self.loop.close()
        shutil.rmtree(self.folder)

    def _everything(self) -> list[int]:
        batches = [numbers for batches in self.closed.values() for _, numbers in batches]
        return [number for numbers in (*self.lanes.values(), *batches) for number in numbers]

    @staticmethod
    def _guild(number: int) -> int:
        return number % 5 + 1

    def _entry(self, number: int) -> SpoolEntry:
        return an_entry(number, guild_id=self._guild(number))


TestSpool = SpoolMachine.TestCase
TestSpool.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
