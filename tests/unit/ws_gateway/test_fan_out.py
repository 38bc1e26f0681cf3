"""Browsers get what happens in the guilds that they follow, in order, and nobody waits for anybody else."""

from datetime import timedelta

from shared.features.events.model import CommittedBatch
from shared.features.events.rules.cursors import step
from shared.kernel import json
from shared.kernel.events import Event
from shared.kernel.wire import EventMessage
from tests.factories.events import GUILD, a_batch_id, a_guild_sync, a_message
from tests.factories.gateway import a_catch_up, a_connection, a_watcher
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.gateway import FakeGatewayStore, FakePostOffice
from ws_gateway.fan_out import FanOut, Reached

MESSAGE = json.Decoder(EventMessage)


class Gateway:
    def __init__(self) -> None:
        self.store, self.post_office, self.clock = FakeGatewayStore(), FakePostOffice(), FakeClock()
        self.fan_out = FanOut(self.store.connections, self.store.watchers, self.post_office, self.clock)

    def follow(self, connection_id: str, *guild_ids: int) -> None:
        self.store.connections.add(a_connection(connection_id))
        for guild_id in guild_ids or (GUILD,):
            self.store.watchers.add(a_watcher(connection_id, guild_id=guild_id), 20, NOON + timedelta(hours=3))

    def catch_up(self, connection_id: str) -> None:
        self.store.connections.add(a_connection(connection_id))
        watcher = a_watcher(connection_id, catch_up=a_catch_up())
        self.store.watchers.add(watcher, 20, NOON + timedelta(hours=3))

    def messages(self, connection_id: str) -> list[EventMessage]:
        return [MESSAGE.decode(sent) for sent in self.post_office.sent[connection_id]]


def a_commit(*events: Event) -> CommittedBatch:
    return CommittedBatch(
        batch_id=a_batch_id(), received=len(events), events=list(events), dead_lettered=0, is_new=True
    )


def test_a_browser_gets_the_events_of_its_guild_with_their_content() -> None:
    gateway = Gateway()
    gateway.follow("c1")
    events = [a_message("one"), a_message("two"), a_message("elsewhere", guild_id=9)]

    reached = gateway.fan_out.send(a_commit(*events))

    (message,) = gateway.messages("c1")
    assert (message.guild_id, message.cursor) == (GUILD, a_batch_id())
    assert [event.id for event in message.events] == [event.id for event in events[:2]]
    assert b'"content":"one"' in bytes(message.events[0].data)
    assert reached == Reached(sent=1, lost=0)


def test_a_guild_of_the_same_bucket_that_nobody_follows_is_not_sent() -> None:
    gateway = Gateway()
    gateway.follow("c1", 1)

    gateway.fan_out.send(a_commit(*(a_message(guild_id=guild_id) for guild_id in range(2, 100))))

    assert gateway.post_office.sent == {}


def test_a_browser_that_follows_two_guilds_gets_both() -> None:
    gateway = Gateway()
    gateway.follow("c1", 1, 2)

    gateway.fan_out.send(a_commit(a_message(guild_id=1), a_message(guild_id=2)))

    assert sorted(message.guild_id for message in gateway.messages("c1")) == [1, 2]


def test_a_large_batch_comes_in_parts_whose_cursors_rise_to_the_batch() -> None:
    gateway = Gateway()
    gateway.follow("c1")

    gateway.fan_out.send(a_commit(*(a_message("x" * 15_000) for _ in range(4))))

    cursors = [message.cursor for message in gateway.messages("c1")]
    assert cursors == [step(a_batch_id(), -2), a_batch_id()]


def test_a_guild_sync_is_nobody_s_to_see() -> None:
    gateway = Gateway()
    gateway.follow("c1")

    assert gateway.fan_out.send(a_commit(a_guild_sync())) == Reached(sent=0, lost=0)


def test_a_browser_that_is_gone_is_forgotten_with_all_that_it_followed() -> None:
    gateway = Gateway()
    gateway.follow("gone", GUILD, 5)
    gateway.follow("there")
    gateway.post_office.gone = {"gone"}

    reached = gateway.fan_out.send(a_commit(a_message()))

    assert reached == Reached(sent=1, lost=1)
    assert "gone" not in gateway.store.open
    assert {connection_id for _, connection_id in gateway.store.following} == {"there"}


def test_a_browser_that_cannot_be_reached_is_disconnected_so_that_it_comes_back() -> None:
    gateway = Gateway()
    gateway.follow("slow")
    gateway.follow("there")
    gateway.post_office.unreachable = {"slow"}

    reached = gateway.fan_out.send(a_commit(a_message()))

    assert (reached, gateway.post_office.closed) == (Reached(sent=1, lost=1), ["slow"])
    assert len(gateway.messages("there")) == 1
    assert "slow" not in gateway.store.open


def test_a_browser_that_catches_up_is_not_sent_but_told_later() -> None:
    gateway = Gateway()
    gateway.catch_up("c1")

    gateway.fan_out.send(a_commit(a_message()))

    assert gateway.messages("c1") == []
    assert list(gateway.store.missed.values()) == [a_batch_id()]


def test_a_catch_up_that_died_ends_the_connection() -> None:
    gateway = Gateway()
    gateway.catch_up("c1")
    gateway.clock.pass_time(seconds=31)

    gateway.fan_out.send(a_commit(a_message()))

    assert gateway.post_office.closed == ["c1"]
    assert gateway.store.following == {}


def test_a_subscription_that_expired_gets_nothing() -> None:
    gateway = Gateway()
    gateway.follow("c1")
    gateway.clock.pass_time(hours=3)

    gateway.fan_out.send(a_commit(a_message()))

    assert gateway.messages("c1") == []
