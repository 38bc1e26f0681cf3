"""The link's protocol, step by step: frames in, actions out, no socket."""

from typing import Any

import msgspec
import pytest

from bot_worker.pipeline.link.actions import Action, Close, Delivered, Execute, Open, Refused, Send
from bot_worker.pipeline.link.protocol import LinkProtocol
from shared.kernel.commands import Ping
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import CommandResult, Register

REGISTER = Register(bot_id=Snowflake(9), name="guildhall", version="1", shard_ids=[0], shard_count=1)
HOUR = 3600.0


def a_protocol() -> LinkProtocol:
    return LinkProtocol(REGISTER, random=lambda: 1.0)


def a_ready_protocol(now: float = 0.0) -> LinkProtocol:
    protocol = a_protocol()
    protocol.tick(now)
    protocol.opened(1, now)
    protocol.received(1, registered(), now)
    assert protocol.is_registered
    return protocol


def registered(success: bool = True) -> bytes:
    return _text(action="registered", success=success, bot_id="9", connection_id="c")


def ack(batch_id: str) -> bytes:
    return _text(action="backend-ack", batch_id=batch_id, received=1, dead_lettered=0, timestamp=1)


def error(code: str, batch_id: str | None = None) -> bytes:
    about = {} if batch_id is None else {"batch_id": batch_id}
    return _text(action="error", code=code, message="no", request_id="r", **about)


def command(command_id: str = "k1", kind: str = "ping") -> bytes:
    return _text(action="from-backend", command_id=command_id, request_id="r", command={"type": kind})


def _text(**fields: Any) -> bytes:
    return msgspec.json.encode(fields)


def sent(actions: list[Action]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(action.text) for action in actions if isinstance(action, Send)]


def test_a_connection_is_opened_registers_and_carries_the_batch_that_waits() -> None:
    protocol = a_protocol()

    assert protocol.tick(0.0) == [Open(connection=1)]
    assert protocol.offer("B1", '"frame"', 0.0) == []
    (register,) = sent(protocol.opened(1, 1.0))
    (delivery,) = protocol.received(1, registered(), 1.5)

    assert (register["action"], register["bot_id"], register["shard_ids"]) == ("register", "9", [0])
    assert delivery == Send(connection=1, text='"frame"')


def test_nothing_but_the_registration_is_sent_before_it_is_answered() -> None:
    protocol = a_protocol()
    protocol.tick(0.0)
    protocol.opened(1, 0.0)

    assert protocol.offer("B1", "frame", 0.0) == []
    assert not protocol.is_registered


def test_an_acknowledged_batch_is_delivered() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)

    assert protocol.received(1, ack("B1"), 0.2) == [Delivered(batch_id="B1")]
    assert protocol.received(1, ack("B1"), 0.3) == []


def test_no_more_batches_are_in_flight_than_may_be() -> None:
    protocol = a_ready_protocol()
    frames = [frame for number in range(4) for frame in protocol.offer(f"B{number}", f"frame {number}", 0.0)]

    with pytest.raises(ValueError, match="not confirmed"):
        protocol.offer("B4", "frame", 0.0)

    assert frames == [Send(connection=1, text=f"frame {number}") for number in range(4)]
    assert not protocol.takes_batch
    assert protocol.received(1, ack("B2"), 0.2) == [Delivered(batch_id="B2")]
    assert protocol.takes_batch


def test_a_batch_is_offered_once() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)

    with pytest.raises(ValueError, match="not confirmed"):
        protocol.offer("B1", "frame", 0.0)


def test_each_batch_has_its_own_deadline() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "one", 0.0)
    protocol.offer("B2", "two", 5.0)

    protocol.tick(10.0)

    assert protocol.tick(11.0) == [Send(connection=1, text="one")]
    assert protocol.received(1, ack("B2"), 11.5) == [Delivered(batch_id="B2")]


def test_a_refusal_counts_for_the_batch_that_it_names() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "one", 0.0)
    protocol.offer("B2", "two", 0.0)
    now = 0.0

    for _ in range(2):
        now += 0.1
        assert protocol.received(1, error("invalid_input", "B2"), now) == []
        now += 9.0
        assert Send(connection=1, text="two") in protocol.tick(now)
    protocol.received(1, ack("B1"), now)

    assert protocol.received(1, error("invalid_input", "B2"), now) == [Refused(batch_id="B2", code="invalid_input")]


def test_a_refusal_without_a_name_counts_only_where_it_can_mean_but_one_batch() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "one", 0.0)
    protocol.offer("B2", "two", 0.0)

    protocol.received(1, error("store_unavailable"), 0.1)
    assert protocol.alarm(0.1) == 10.0
    protocol.received(1, ack("B1"), 0.2)
    protocol.received(1, error("store_unavailable"), 0.3)

    assert protocol.tick(1.3) == [Send(connection=1, text="two")]


def test_a_refusal_of_a_batch_that_is_not_here_changes_nothing() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "one", 0.0)

    assert protocol.received(1, error("invalid_input", "B0"), 0.1) == []
    assert protocol.alarm(0.1) == 10.0


def test_a_late_answer_to_an_earlier_batch_changes_nothing() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)
    protocol.received(1, ack("B1"), 0.1)
    protocol.offer("B2", "frame", 0.2)

    assert protocol.received(1, ack("B1"), 0.3) == []
    assert protocol.received(1, ack("B2"), 0.4) == [Delivered(batch_id="B2")]


def test_a_batch_without_an_answer_is_sent_again_after_a_pause() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)

    assert protocol.tick(9.9) == []
    assert protocol.tick(10.0) == []
    assert protocol.alarm(10.0) == 11.0
    assert protocol.tick(11.0) == [Send(connection=1, text="frame")]


def test_a_connection_that_swallows_two_batches_is_replaced() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)
    protocol.tick(10.0)
    protocol.tick(11.0)

    actions = protocol.tick(31.0)

    assert Close(connection=1) in actions
    assert not protocol.is_registered
    assert protocol.tick(32.0) == [Open(connection=2)]


def test_what_the_store_cannot_take_now_is_sent_again_later() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)

    assert protocol.received(1, error("store_unavailable"), 0.5) == []
    assert protocol.alarm(0.5) == 1.5
    assert protocol.tick(1.5) == [Send(connection=1, text="frame")]
    protocol.received(1, error("store_unavailable"), 2.0)
    assert protocol.alarm(2.0) == 4.0


def test_a_batch_refused_for_good_three_times_is_given_up_and_does_not_hold_up_the_next() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)

    assert protocol.received(1, error("invalid_input"), 0.1) == []
    protocol.tick(60.0)
    assert protocol.received(1, error("invalid_input"), 60.1) == []
    protocol.tick(120.0)

    assert protocol.received(1, error("invalid_input"), 120.1) == [Refused(batch_id="B1", code="invalid_input")]
    assert protocol.takes_batch


def test_a_batch_is_sent_again_on_the_next_connection() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)

    protocol.lost(1, 0.5)

    assert protocol.tick(1.5) == [Open(connection=2)]
    protocol.opened(2, 1.6)
    assert protocol.received(2, registered(), 1.7) == [Send(connection=2, text="frame")]


def test_connections_that_fail_are_tried_again_ever_more_slowly() -> None:
    protocol = a_protocol()
    now, pauses = 0.0, []
    protocol.tick(now)

    for number in range(1, 8):
        protocol.lost(number, now)
        alarm = protocol.alarm(now)
        assert alarm is not None
        pauses.append(alarm - now)
        now = alarm
        assert protocol.tick(now) == [Open(connection=number + 1)]

    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_registration_without_an_answer_is_tried_on_another_connection() -> None:
    protocol = a_protocol()
    protocol.tick(0.0)
    protocol.opened(1, 0.0)

    assert protocol.tick(10.0) == [Close(connection=1)]
    assert protocol.tick(11.0) == [Open(connection=2)]


@pytest.mark.parametrize("answer", [registered(success=False), error("forbidden")])
def test_a_refused_registration_is_tried_on_another_connection(answer: bytes) -> None:
    protocol = a_protocol()
    protocol.tick(0.0)
    protocol.opened(1, 0.0)

    assert protocol.received(1, answer, 0.1) == [Close(connection=1)]


def test_a_gateway_that_no_longer_knows_us_is_registered_with_anew() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)

    assert protocol.received(1, error("unauthenticated"), 0.1) == [Close(connection=1)]
    protocol.tick(1.1)
    protocol.opened(2, 1.2)
    assert protocol.received(2, registered(), 1.3) == [Send(connection=2, text="frame")]


def test_a_keep_alive_is_sent_every_four_minutes() -> None:
    protocol = a_ready_protocol()
    moments = []

    now: float | None = 0.0
    while now is not None and now < 1000:
        if sent(protocol.tick(now)):
            moments.append(now)
            protocol.received(1, _text(action="kept-alive", timestamp=1), now + 0.1)
        now = protocol.alarm(now + 0.1)

    assert moments == [240, 480, 720, 960]


def test_a_connection_that_does_not_answer_its_keep_alive_is_replaced() -> None:
    protocol = a_ready_protocol()
    protocol.tick(240.0)

    assert protocol.tick(270.0) == [Close(connection=1)]
    assert protocol.tick(271.0) == [Open(connection=2)]


def test_the_next_connection_is_ready_before_the_old_one_ends() -> None:
    protocol = a_ready_protocol()
    protocol._connections[1]._keep_alive_at = None

    assert protocol.tick(110 * 60) == [Open(connection=2)]
    assert protocol.is_registered
    protocol.opened(2, 110 * 60 + 1)
    assert protocol.received(2, registered(), 110 * 60 + 2) == [Close(connection=1)]

    (delivery,) = protocol.offer("B1", "frame", 110 * 60 + 3)
    assert delivery == Send(connection=2, text="frame")


def test_the_old_connection_stays_for_the_answer_to_what_it_carries() -> None:
    protocol = a_ready_protocol()
    protocol._connections[1]._keep_alive_at = None
    protocol.tick(110 * 60)
    protocol.opened(2, 110 * 60)
    protocol.offer("B1", "frame", 110 * 60)

    protocol.offer("B2", "frame", 110 * 60)

    assert protocol.received(2, registered(), 110 * 60 + 1) == []
    assert protocol.received(1, ack("B1"), 110 * 60 + 2) == [Delivered(batch_id="B1")]
    assert protocol.received(1, ack("B2"), 110 * 60 + 2) == [Delivered(batch_id="B2"), Close(connection=1)]


def test_what_the_old_connection_does_not_answer_goes_out_on_the_new_one() -> None:
    protocol = a_ready_protocol()
    protocol._connections[1]._keep_alive_at = None
    protocol.tick(110 * 60)
    protocol.opened(2, 110 * 60)
    protocol.offer("B1", "frame", 110 * 60)
    protocol.received(2, registered(), 110 * 60 + 1)

    assert protocol.tick(110 * 60 + 10) == [Close(connection=1)]
    assert protocol.tick(110 * 60 + 11) == [Send(connection=2, text="frame")]


def test_a_successor_that_cannot_be_made_is_tried_again_while_the_old_one_serves() -> None:
    protocol = a_ready_protocol()
    protocol._connections[1]._keep_alive_at = None
    protocol.tick(110 * 60)

    protocol.lost(2, 110 * 60 + 1)

    assert protocol.is_registered
    assert protocol.tick(110 * 60 + 3) == [Open(connection=3)]


def test_a_command_is_handed_on_as_often_as_it_comes_for_its_answer_may_have_been_lost() -> None:
    protocol = a_ready_protocol()

    (execute,) = protocol.received(1, command("k1"), 0.1)

    assert isinstance(execute, Execute)
    assert (execute.message.command_id, execute.message.command) == ("k1", Ping())
    assert protocol.received(1, command("k1"), 0.2) == [execute]


def test_the_answer_to_a_command_goes_out() -> None:
    protocol = a_ready_protocol()

    actions = protocol.answer(CommandResult(command_id="k1", ok=True, data=msgspec.Raw(b'{"x":1}')), 0.1)

    assert sent(actions) == [
        {"action": "command-result", "command_id": "k1", "ok": True, "data": {"x": 1}, "error": None}
    ]


def test_a_command_of_an_unknown_kind_is_answered_so() -> None:
    protocol = a_ready_protocol()

    (answer,) = sent(protocol.received(1, command("k1", kind="dance"), 0.1))

    assert (answer["command_id"], answer["ok"], answer["error"]) == ("k1", False, "unknown_command")


@pytest.mark.parametrize(
    "text",
    [b"", b"not json", b"[]", b'{"action":"news"}', b'{"message": "Internal server error", "requestId":"x"}', b"\xff"],
)
def test_a_message_that_makes_no_sense_changes_nothing(text: bytes) -> None:
    protocol = a_ready_protocol()

    assert protocol.received(1, text, 0.1) == []
    assert protocol.is_registered


def test_the_bot_introduces_itself_anew_when_it_learns_its_shards() -> None:
    protocol = a_ready_protocol()

    (register,) = sent(protocol.introduce(msgspec.structs.replace(REGISTER, shard_ids=[0, 1]), 0.1))
    protocol.received(1, registered(), 0.2)

    assert register["shard_ids"] == [0, 1]
    assert protocol.is_registered


def test_after_closing_nothing_is_opened_again() -> None:
    protocol = a_ready_protocol()

    assert protocol.close(1.0) == [Close(connection=1)]
    assert protocol.tick(100.0) == []
    assert protocol.alarm(100.0) is None
