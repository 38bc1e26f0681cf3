"""Notices that wait for an answer are told afterwards, each once, and not one by one where there are many."""

from shared.features.notices.later import LaterNotices
from shared.features.notices.model import Notice
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeTopic
from tests.fakes.notices import FakeNotices

ONE, TWO = Snowflake(1), Snowflake(2)


def a_case(number: int) -> Notice:
    return Notice(topic=NoticeTopic.CASE, id=str(number))


def test_what_waits_is_told_once() -> None:
    later, told = LaterNotices(), FakeNotices()
    for guild_id, notice in ((ONE, a_case(1)), (ONE, a_case(1)), (TWO, a_case(2))):
        later.tell(guild_id, notice)

    later.tell_now(lambda: told)
    later.tell_now(lambda: told)

    assert told.told == [(ONE, a_case(1)), (TWO, a_case(2))]


def test_of_many_only_the_topics_are_told() -> None:
    later, told = LaterNotices(), FakeNotices()
    for number in range(10):
        later.tell(ONE, a_case(number))
    later.tell(ONE, Notice(topic=NoticeTopic.TIMER, id="x"))

    later.tell_now(lambda: told)

    assert told.told == [(ONE, Notice(topic=NoticeTopic.CASE)), (ONE, Notice(topic=NoticeTopic.TIMER))]
