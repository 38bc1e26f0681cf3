"""Who follows a guild is told that something changed; nobody else is, and nothing fails for it."""

from datetime import datetime
from typing import Any

from shared.features.gateway.model import Watcher
from shared.features.notices.model import Notice
from shared.features.notices.service import Notices
from shared.kernel import json
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeMessage, NoticeTopic
from tests.factories.gateway import a_connection, a_watcher
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.gateway import FakeGatewayStore, FakePostOffice

HERE, ELSEWHERE = Snowflake(1), Snowflake(2)
CASE = Notice(topic=NoticeTopic.CASE, id="17")


def _following(*followed: tuple[str, Snowflake]) -> FakeGatewayStore:
    store = FakeGatewayStore()
    for connection_id, guild_id in followed:
        store.open[connection_id] = a_connection(connection_id)
        store.watchers.add(a_watcher(connection_id, guild_id=guild_id), 20, NOON.replace(hour=23))
    return store


def test_who_follows_the_guild_is_told_and_nobody_else() -> None:
    post = FakePostOffice()
    notices = Notices(_following(("a", HERE), ("b", HERE), ("c", ELSEWHERE)).watchers, post, FakeClock())

    notices.tell(HERE, CASE)

    message = NoticeMessage(guild_id=HERE, topic=NoticeTopic.CASE, id="17")
    assert {each: [json.Decoder(NoticeMessage).decode(m) for m in said] for each, said in post.sent.items()} == {
        "a": [message],
        "b": [message],
    }


def test_who_cannot_be_reached_keeps_nobody_else_from_being_told() -> None:
    post = FakePostOffice()
    post.gone, post.unreachable = {"a"}, {"b"}
    notices = Notices(_following(("a", HERE), ("b", HERE), ("c", HERE)).watchers, post, FakeClock())

    notices.tell(HERE, CASE)

    assert set(post.sent) == {"c"}


def test_a_store_that_does_not_answer_fails_nothing() -> None:
    class Away:
        def of_guilds(self, guild_ids: Any, now: datetime) -> list[Watcher]:  # noqa: ARG002 - the port's names
            raise StoreUnavailableError

    Notices(Away(), FakePostOffice(), FakeClock()).tell(HERE, CASE)
