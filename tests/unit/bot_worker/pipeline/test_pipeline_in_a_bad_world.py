"""Batcher, spool and link together: nothing lost, nothing doubled, each guild in order, whatever the world does."""

import shutil
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot_worker.pipeline.link.outbox import MAX_IN_FLIGHT
from shared.kernel import json
from shared.kernel.events import EventType, GapData
from tests.unit.bot_worker.pipeline.a_bad_world import Backend, FrozenLoop, Wire, Worker, fields
from tests.unit.bot_worker.pipeline.events import an_event
from tests.unit.bot_worker.pipeline.link.test_protocol import ack, error, registered

GUILDS = 5
MAX_BYTES = 40_000
ENOUGH_PAGES, FEW_PAGES = 1_000_000, 56
FATES = ("acked", "acked", "acked", "ack lost", "acked twice", "not now", "never", "frame doubled", "answer cut off")
_gaps = json.Decoder(GapData)


class BadWorld(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = FrozenLoop()
        self.folder = Path(tempfile.mkdtemp())
        self.wall_ms = [1_700_000_000_000]
        self.backend = Backend()
        self.late: list[str] = []
        self.captured: Counter[int] = Counter()
        self.number = 0
        self._start_worker(lanes=2)

    def _start_worker(self, lanes: int) -> None:
        path = self.folder / "spool.db"
        self.worker = Worker(self.loop, path, lanes=lanes, max_bytes=MAX_BYTES, wall_ms=self.wall_ms)
        self._connect()

    @rule(first=st.integers(1, GUILDS), count=st.integers(1, 30), ban=st.booleans(), large=st.booleans())
    def events_are_captured(self, first: int, count: int, ban: bool, large: bool) -> None:
        for offset in range(count):
            self.number += 1
            guild_id = (first + offset) % GUILDS + 1
            event = an_event(self.number, guild_id=guild_id, content="x" * 2_000 if large else "hello")
            kind = EventType.MEMBER_BAN if ban else EventType.MESSAGE_CREATE
            self.worker.pipeline.capture(msgspec.structs.replace(event, type=kind))
            self.captured[guild_id] += 1
        self.worker.settle()

    @rule(guild_id=st.integers(1, GUILDS))
    def somebody_watches(self, guild_id: int) -> None:
        self.worker.pipeline.watch(guild_id, 60.0)
        self.worker.settle()

    @rule(seconds=st.sampled_from([0.2, 1.0, 6.0, 11.0, 7_000.0]))
    def time_passes(self, seconds: float) -> None:
        end, link = self.loop.moment + seconds, self.worker.link
        while (alarm := link.protocol.alarm(self.loop.moment)) is not None and alarm <= end:
            self._move_to(alarm)
        self._move_to(end)

    def _move_to(self, moment: float) -> None:
        self.wall_ms[0] += int((moment - self.loop.moment) * 1000)
        self.loop.moment = moment
        self.worker.link.do(self.worker.link.protocol.tick(moment))
        self.worker.settle()

    @rule(milliseconds=st.integers(-3_600_000, 3_600_000))
    def the_clock_is_set(self, milliseconds: int) -> None:
        self.wall_ms[0] += milliseconds

    @precondition(lambda self: self.worker.link.opening)
    @rule(works=st.sampled_from([True, True, False]))
    def a_connection_is_made_or_not(self, works: bool) -> None:
        if works:
            self._connect()
        else:
            link = self.worker.link
            link.do(link.protocol.lost(link.opening.pop(0), self.loop.moment))
        self.worker.settle()

    @precondition(lambda self: any(wire.inbox for wire in self.worker.link.wires.values()))
    @rule(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=6), answers_arrive=st.booleans(), data=st.data())
    def the_gateway_processes_frames(self, fates: list[str], answers_arrive: bool, data: st.DataObject) -> None:
        for fate in fates:
            busy = [wire for wire in self.worker.link.wires.values() if wire.inbox]
            if not busy:
                return
            wire = data.draw(st.sampled_from(busy))
            position = data.draw(st.integers(0, len(wire.inbox) - 1))  # frames are processed side by side
            text = wire.inbox[position]
            if fate != "frame doubled":
                del wire.inbox[position]
            self._process(wire, text, fate)
            if answers_arrive:
                self._receive_all()

    def _process(self, wire: Wire, text: str, fate: str) -> None:
        message = fields(text)
        if message["action"] == "register":
            wire.is_registered = True
            wire.answers.append(registered())
        elif message["action"] == "keep-alive":
            wire.answers.append(msgspec.json.encode({"action": "kept-alive", "timestamp": 1}))
        else:
            assert wire.is_registered
            self._process_batch(wire, text, message["batch_id"], fate)

    def _process_batch(self, wire: Wire, text: str, batch_id: str, fate: str) -> None:
        if batch_id not in self.backend.batches:
            if fate == "never":
                self.backend.poisoned.add(batch_id)
            if batch_id in self.backend.poisoned:
                wire.answers.append(error("invalid_input", batch_id))
                return
            if fate == "not now":
                wire.answers.append(error("store_unavailable", batch_id))
                return
        answer = ack(self.backend.commit(text))
        times = {"ack lost": 0, "acked twice": 2}.get(fate, 1)
        wire.answers.extend([answer[:-9] if fate == "answer cut off" else answer] * times)

    @precondition(lambda self: any(wire.answers for wire in self.worker.link.wires.values()))
    @rule(data=st.data())
    def an_answer_arrives(self, data: st.DataObject) -> None:
        numbers = [number for number, wire in self.worker.link.wires.items() if wire.answers]
        number = data.draw(st.sampled_from(numbers))
        answers = self.worker.link.wires[number].answers
        position = data.draw(st.integers(0, len(answers) - 1))
        answers.rotate(-position)
        self._receive(number)

    def _receive_all(self) -> None:
        for number, wire in list(self.worker.link.wires.items()):
            while number in self.worker.link.wires and wire.answers:
                self._receive(number)

    def _receive(self, number: int) -> None:
        link = self.worker.link
        link.do(link.protocol.received(number, link.wires[number].answers.popleft(), self.loop.moment))
        self.worker.settle()

    @precondition(lambda self: self.worker.link.wires)
    @rule(data=st.data())
    def a_connection_is_lost(self, data: st.DataObject) -> None:
        link = self.worker.link
        number = data.draw(st.sampled_from(list(link.wires)))
        link.end(number)
        link.do(link.protocol.lost(number, self.loop.moment))
        self.worker.settle()

    @precondition(lambda self: self.late or self.worker.link.late)
    @rule(data=st.data())
    def a_frame_of_a_dead_connection_is_processed_late(self, data: st.DataObject) -> None:
        self._gather_late()
        text = self.late.pop(data.draw(st.integers(0, len(self.late) - 1)))
        if fields(text)["batch_id"] not in self.backend.poisoned:
            self.backend.commit(text)

    @rule(lanes=st.integers(1, 4))
    def the_worker_is_killed_and_starts_again(self, lanes: int) -> None:
        self._gather_late()
        self.worker.die()
        self.late += self.worker.link.late
        self._start_worker(lanes)

    def _gather_late(self) -> None:
        self.late += self.worker.link.late
        self.worker.link.late = []

    @rule(full=st.booleans())
    def the_disk_fills_up_or_is_freed(self, full: bool) -> None:
        self.worker.set_max_pages(FEW_PAGES if full else ENOUGH_PAGES)

    @invariant()
    def every_guild_is_in_order(self) -> None:
        numbers: dict[int, list[int]] = defaultdict(list)
        for event in self.backend.stored:
            if event.type != EventType.GAP:
                numbers[event.guild_id].append(int(event.id.partition(":")[2]))
        for stored in numbers.values():
            assert stored == sorted(set(stored))

    @invariant()
    def limits_are_kept(self) -> None:
        assert len(self.worker.link.on_their_way) <= MAX_IN_FLIGHT
        assert all(len(events) <= 100 for events in self.backend.batches.values())
        assert self.worker.spool.bytes <= MAX_BYTES + 400 * GUILDS * 10  # gaps are always taken in

    def teardown(self) -> None:
        """In a world that behaves from now on, all that is missing is a known gap."""
        self.worker.set_max_pages(ENOUGH_PAGES)
        for _ in range(300):
            if not self.worker.spool.events and not self.worker.spool.has_gaps_to_report:
                break
            self._behave()
        self.worker.die()
        self.loop.close()
        shutil.rmtree(self.folder)
        stored: Counter[int] = Counter()
        missing: Counter[int] = Counter()
        for event in self.backend.stored:
            if event.type == EventType.GAP:
                missing[event.guild_id] += _gaps.decode(bytes(event.data)).events
            else:
                stored[event.guild_id] += 1
        assert stored + missing == self.captured

    def _behave(self) -> None:
        link = self.worker.link
        for _ in list(link.opening):
            self._connect()
        for wire in list(link.wires.values()):
            while wire.inbox:
                self._process(wire, wire.inbox.popleft(), "acked")
        self._receive_all()
        self._move_to(self.loop.moment + 5.0)

    def _connect(self) -> None:
        link = self.worker.link
        number = link.opening.pop(0)
        wire = link.wires[number] = Wire()
        link.do(link.protocol.opened(number, self.loop.moment))
        self._process(wire, wire.inbox.popleft(), "acked")
        self._receive(number)


TestBadWorld = BadWorld.TestCase
TestBadWorld.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
