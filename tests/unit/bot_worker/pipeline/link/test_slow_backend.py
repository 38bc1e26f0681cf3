"""A backend that is slow is given time, and not the same again and again."""

from bot_worker.pipeline.link.actions import Delivered
from tests.unit.bot_worker.pipeline.link.test_protocol import a_ready_protocol, ack


def test_a_backend_that_is_slow_gets_twice_the_time_for_each_answer_that_did_not_come() -> None:
    protocol = a_ready_protocol()
    protocol.offer("B1", "frame", 0.0)
    protocol.tick(10.0)
    protocol.tick(11.0)

    assert protocol.tick(30.9) == []
    assert protocol.received(1, ack("B1"), 30.9) == [Delivered(batch_id="B1")]
