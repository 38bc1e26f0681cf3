"""The spool against lists in memory: whatever is appended, closed, confirmed, refused and restarted, in any order."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot_worker.pipeline.spool.spool import Spool, open_spool
from tests.unit.bot_worker.pipeline.events import an_entry

T = TypeVar("T")


class SpoolMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.waiting: list[int] = []
        self.closed: dict[str, list[int]] = {}
        self.lost = 0
        self.numbers = 0
        self.batches = 0
        self.spool: Spool
        self._open()

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coroutine)

    def _open(self) -> None:
        self.stack = AsyncExitStack()
        opening = open_spool(self.folder / "spool.db", now_ms=lambda: 1_700_000_000_000)
        self.spool = self._run(self.stack.enter_async_context(opening))

    @rule(new=st.integers(0, 6), data=st.data())
    def events_arrive_some_of_them_again(self, new: int, data: st.DataObject) -> None:
        fresh = list(range(self.numbers, self.numbers + new))
        here = [*self.waiting, *(number for batch in self.closed.values() for number in batch)]
        again = data.draw(st.lists(st.sampled_from(here), max_size=3)) if here else []
        self.numbers += new

        stored = self._run(
            self.spool.append([an_entry(number, guild_id=number) for number in [*again, *fresh, *fresh]])
        )

        assert stored == fresh
        self.waiting += fresh

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def a_batch_is_closed(self, data: st.DataObject) -> None:
        size = data.draw(st.integers(1, len(self.waiting)))
        self.batches += 1
        batch_id = f"{self.batches:026}"
        self._run(self.spool.close_batch(batch_id, self._run(self.spool.oldest(size))))
        self.closed[batch_id], self.waiting = self.waiting[:size], self.waiting[size:]

    @precondition(lambda self: self.closed)
    @rule(refused=st.booleans())
    def the_oldest_batch_is_answered(self, refused: bool) -> None:
        batch_id = min(self.closed)
        self._run(self.spool.give_up(batch_id) if refused else self.spool.ack(batch_id))
        answered = self.closed.pop(batch_id)
        self.lost += len(answered) if refused else 0

    @rule()
    def the_worker_restarts(self) -> None:
        self._run(self.stack.aclose())
        self._open()

    @invariant()
    def the_spool_holds_what_is_not_confirmed_in_order(self) -> None:
        batches = {batch.batch_id: batch.events for batch in self._run(self.spool.closed_batches())}
        bodies = [event.body for event in self._run(self.spool.oldest(1_000))]

        assert bodies == [self._body(number) for number in self.waiting]
        assert batches == {batch_id: [self._body(n) for n in numbers] for batch_id, numbers in self.closed.items()}

    @invariant()
    def the_spool_knows_what_it_holds(self) -> None:
        everything = [*self.waiting, *(number for batch in self.closed.values() for number in batch)]

        assert (self.spool.events, self.spool.unbatched) == (len(everything), len(self.waiting))
        assert self.spool.bytes == sum(an_entry(number, guild_id=number).size for number in everything)
        assert sum(gap.events for gap in self._run(self.spool.gaps())) == self.lost

    def teardown(self) -> None:
        self._run(self.stack.aclose())
        self.loop.close()
        shutil.rmtree(self.folder)

    @staticmethod
    def _body(number: int) -> bytes:
        return an_entry(number, guild_id=number).body


TestSpool = SpoolMachine.TestCase
TestSpool.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
