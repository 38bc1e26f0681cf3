"""The link's protocol against a gateway that loses, delays, refuses and repeats, for hours."""

from collections import deque
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot_worker.pipeline.link.actions import Action, Close, Delivered, Execute, Open, Refused, Send
from bot_worker.pipeline.link.outbox import MAX_IN_FLIGHT
from bot_worker.pipeline.link.protocol import LinkProtocol
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import Register
from tests.unit.bot_worker.pipeline.link.test_protocol import ack, command, error, registered

REGISTER = Register(bot_id=Snowflake(9), name="guildhall", version="1", shard_ids=[0], shard_count=1)
MAX_AGE, MAX_IDLE = 2 * 3600.0, 600.0  # API Gateway's


class Wire:
    """The gateway's end of one connection: what came in and is not processed, what was answered and not received."""

    def __init__(self, now: float) -> None:
        self.opened_at = self.heard_at = now
        self.is_registered = False
        self.inbox: deque[str] = deque()
        self.answers: deque[bytes] = deque()


class BadNetwork(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.protocol = LinkProtocol(REGISTER, random=lambda: 0.5)
        self.opening: set[int] = set()
        self.wires: dict[int, Wire] = {}
        self.offered: list[str] = []
        self.committed: list[str] = []
        self.delivered: list[str] = []
        self.commands = 0
        self.executed: list[str] = []
        self._do(self.protocol.tick(0.0))

    def _do(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Open():
                    self.opening.add(action.connection)
                case Send():
                    self._arrive(self.wires[action.connection], action.text)
                case Close():
                    self.wires.pop(action.connection, None)
                    self.opening.discard(action.connection)
                case Delivered():
                    self.delivered.append(action.batch_id)
                case Execute():
                    self.executed.append(action.message.command_id)
                case Refused():
                    raise AssertionError("this gateway refuses nothing for good")

    def _arrive(self, wire: Wire, text: str) -> None:
        message: dict[str, Any] = msgspec.json.decode(text)
        assert wire.is_registered or message["action"] == "register"
        wire.heard_at = self.now
        wire.inbox.append(text)

    @rule(seconds=st.sampled_from([0.1, 1.0, 11.0, 11.0, 31.0, 299.0, 3000.0]))
    def time_passes(self, seconds: float) -> None:
        end = self.now + seconds
        while (alarm := self.protocol.alarm(self.now)) is not None and alarm <= end:
            assert alarm > self.now, "the driver would spin"
            self.now = alarm
            self._do(self.protocol.tick(self.now))
        self.now = end
        self._do(self.protocol.tick(self.now))

    @precondition(lambda self: self.opening)
    @rule()
    def a_connection_attempt_fails(self) -> None:
        self._do(self.protocol.lost(self.opening.pop(), self.now))

    @precondition(lambda self: self.opening)
    @rule()
    def a_connection_opens_and_registers(self) -> None:
        number = self.opening.pop()
        self.wires[number] = Wire(self.now)
        self._do(self.protocol.opened(number, self.now))
        self._process(self.wires[number], "answered")
        self.an_answer_arrives(number)

    @precondition(lambda self: any(wire.inbox for wire in self.wires.values()))
    @rule(
        fate=st.sampled_from(
            ["answered", "answered", "answered", "answer lost", "store unavailable", "an error without a name"]
        )
    )
    def the_gateway_processes_a_message(self, fate: str) -> None:
        self._process(next(wire for wire in self.wires.values() if wire.inbox), fate)

    def _process(self, wire: Wire, fate: str) -> None:
        answer = self._answer(wire, msgspec.json.decode(wire.inbox.popleft()), fate)
        if fate != "answer lost":
            wire.answers.append(answer)

    def _answer(self, wire: Wire, message: dict[str, Any], fate: str) -> bytes:
        match message["action"]:
            case "register":
                wire.is_registered = True
                return registered()
            case "keep-alive":
                return msgspec.json.encode({"action": "kept-alive", "timestamp": 1})
            case _ if fate == "store unavailable":
                return error("store_unavailable", message["batch_id"])
            case _ if fate == "an error without a name":
                return error("internal_error")
            case _:
                if message["batch_id"] not in self.committed:
                    self.committed.append(message["batch_id"])
                return ack(message["batch_id"])

    @precondition(lambda self: any(wire.answers for wire in self.wires.values()))
    @rule()
    def the_oldest_answer_arrives(self) -> None:
        self.an_answer_arrives(next(number for number, wire in self.wires.items() if wire.answers))

    def an_answer_arrives(self, number: int) -> None:
        self._do(self.protocol.received(number, self.wires[number].answers.popleft(), self.now))

    @precondition(lambda self: self.wires)
    @rule(newest=st.booleans())
    def a_connection_drops(self, newest: bool) -> None:
        number = (max if newest else min)(self.wires)
        del self.wires[number]
        self._do(self.protocol.lost(number, self.now))

    @precondition(lambda self: self.protocol.takes_batch)
    @rule(lane=st.integers(0, 5))
    def the_pipeline_offers_a_batch(self, lane: int) -> None:
        """A lane has one batch on its way at most: the pipeline sees to that."""
        if self._of_lane(self.offered, lane) != self._of_lane(self.delivered, lane):
            return
        batch_id = f"{lane}-{len(self.offered):024}"
        self.offered.append(batch_id)
        text = msgspec.json.encode({"action": "to-backend", "batch_id": batch_id}).decode()
        self._do(self.protocol.offer(batch_id, text, self.now))

    @rule(repeated=st.booleans())
    def a_command_comes_on_every_registered_connection(self, repeated: bool) -> None:
        self.commands += not repeated
        for number in [number for number, wire in self.wires.items() if wire.is_registered]:
            self._do(self.protocol.received(number, command(f"k{self.commands}"), self.now))

    @invariant()
    def batches_of_a_lane_are_committed_once_and_in_order(self) -> None:
        for lane in range(6):
            committed = self._of_lane(self.committed, lane)
            assert committed == self._of_lane(self.offered, lane)[: len(committed)]

    @invariant()
    def only_what_is_committed_counts_as_delivered(self) -> None:
        assert len(self.delivered) == len(set(self.delivered))
        assert set(self.delivered) <= set(self.committed)
        assert len(self.offered) - len(self.delivered) <= MAX_IN_FLIGHT

    @staticmethod
    def _of_lane(batch_ids: list[str], lane: int) -> list[str]:
        return [batch_id for batch_id in batch_ids if batch_id.startswith(f"{lane}-")]

    @invariant()
    def nothing_is_executed_that_was_not_asked(self) -> None:
        assert set(self.executed) <= {f"k{number}" for number in range(self.commands + 1)}

    @invariant()
    def api_gateway_never_has_a_reason_to_end_a_connection(self) -> None:
        for wire in self.wires.values():
            assert self.now - wire.heard_at < MAX_IDLE
            assert not wire.is_registered or self.now - wire.opened_at < MAX_AGE or len(self.wires) > 1 or self.opening

    @invariant()
    def there_is_always_a_way_on(self) -> None:
        assert self.wires or self.opening or self.protocol.alarm(self.now) is not None

    def teardown(self) -> None:
        """On a network that behaves from now on, everything arrives."""
        for _ in range(200):
            if len(self.delivered) == len(self.offered):
                break
            self._behave()
        assert sorted(self.delivered) == sorted(self.offered)

    def _behave(self) -> None:
        for number in sorted(self.opening):
            self.opening.remove(number)
            self.wires[number] = Wire(self.now)
            self._do(self.protocol.opened(number, self.now))
        for number in sorted(self.wires):
            wire = self.wires[number]
            wire.answers += [self._answer(wire, msgspec.json.decode(text), "answered") for text in wire.inbox]
            wire.inbox.clear()
            while number in self.wires and wire.answers:
                self.an_answer_arrives(number)
        self.time_passes(5.0)


TestBadNetwork = BadNetwork.TestCase
TestBadNetwork.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
