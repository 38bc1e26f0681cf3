"""Connections and watchers keep the same promises in DynamoDB and in memory."""

import os
from datetime import timedelta
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.gateway.model import ConnectionKind, Delivery, Shown, Watcher
from shared.features.gateway.ports import ConnectionStore, WatcherStore
from shared.features.gateway.table import ConnectionTable
from shared.features.gateway.watcher_table import WatcherTable
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from tests.factories.buckets import PLAN
from tests.factories.events import a_batch_id
from tests.factories.gateway import a_bot, a_catch_up, a_connection, a_watcher
from tests.fakes.clock import NOON
from tests.fakes.gateway import FakeGatewayStore

LATER = NOON + timedelta(hours=3)


class Stores(NamedTuple):
    connections: ConnectionStore
    watchers: WatcherStore

    def followers(self, guild_id: int) -> dict[str, bool]:
        """Who follows a guild, and whether live."""
        found = self.watchers.of_guilds({Snowflake(guild_id)}, NOON)
        return {watcher.connection_id: watcher.catch_up is None for watcher in found}


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        fake = FakeGatewayStore()
        return Stores(fake.connections, fake.watchers)
    aws: AwsConfig = request.getfixturevalue("aws")
    client = dynamodb_client(aws)
    return Stores(ConnectionTable(client, aws, PLAN), WatcherTable(client, aws, PLAN))


def a_name() -> str:
    return os.urandom(8).hex()


def an_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


def test_a_connection_is_what_it_was_added_as(stores: Stores) -> None:
    connection = a_connection(a_name(), kind=ConnectionKind.BROWSER, owner_id=an_id())

    stores.connections.add(connection)

    assert stores.connections.load(connection.id) == connection


def test_a_connection_that_ended_is_not_found(stores: Stores) -> None:
    connection = a_connection(a_name())
    stores.connections.add(connection)

    stores.connections.forget(connection.id)

    with pytest.raises(NotFoundError):
        stores.connections.load(connection.id)


def test_forgetting_what_is_unknown_changes_nothing(stores: Stores) -> None:
    stores.connections.forget(a_name())


def test_a_registered_bot_is_found_until_its_connection_ends(stores: Stores) -> None:
    bot_id, name = an_id(), a_name()
    bot = a_bot(name, bot_id=bot_id, shard_ids=(0, 3), shard_count=4)
    stores.connections.add(a_connection(name, kind=ConnectionKind.BOT, owner_id=bot_id))
    stores.connections.register(bot, LATER)

    before = stores.connections.bots(bot_id)
    stores.connections.forget(name)

    assert before == [bot]
    assert stores.connections.bots(bot_id) == []


def test_all_bots_are_found_without_their_ids(stores: Stores) -> None:
    one, other = a_bot(a_name(), bot_id=an_id()), a_bot(a_name(), bot_id=an_id())

    stores.connections.register(one, LATER)
    stores.connections.register(other, LATER)

    found = stores.connections.bots()
    assert one in found
    assert other in found


def test_a_bot_s_id_does_not_find_one_whose_id_begins_alike(stores: Stores) -> None:
    bot_id = an_id()
    stores.connections.register(a_bot(a_name(), bot_id=int(f"{bot_id}0")), LATER)

    assert stores.connections.bots(bot_id) == []


def test_a_bot_that_lives_is_noted(stores: Stores) -> None:
    bot_id, name = an_id(), a_name()
    stores.connections.add(a_connection(name, kind=ConnectionKind.BOT, owner_id=bot_id))
    stores.connections.register(a_bot(name, bot_id=bot_id), LATER)

    stores.connections.renew_bot(name, bot_id, NOON + timedelta(minutes=4), LATER + timedelta(minutes=4))
    stores.connections.renew(name, LATER + timedelta(minutes=4))

    (bot,) = stores.connections.bots(bot_id)
    assert bot.seen_at == NOON + timedelta(minutes=4)
    assert stores.connections.load(name).expires_at == LATER + timedelta(minutes=4)


def test_a_bot_that_has_not_registered_does_not_become_registered_by_living(stores: Stores) -> None:
    bot_id, name = an_id(), a_name()
    stores.connections.add(a_connection(name, kind=ConnectionKind.BOT, owner_id=bot_id))

    stores.connections.renew_bot(name, bot_id, NOON, LATER)

    assert stores.connections.bots(bot_id) == []


def test_a_watcher_is_found_by_its_guild_s_bucket(stores: Stores) -> None:
    guild_id, name = an_id(), a_name()
    stores.connections.add(a_connection(name))

    stores.watchers.add(a_watcher(name, guild_id=guild_id), 20, LATER)

    (found,) = stores.watchers.of_guilds({guild_id}, NOON)
    assert found == a_watcher(name, guild_id=guild_id)
    assert stores.followers(guild_id) == {name: True}
    assert stores.connections.load(name).guilds == {guild_id}


def test_a_connection_s_end_ends_what_it_follows(stores: Stores) -> None:
    guild_ids, name = [an_id() for _ in range(20)], a_name()
    stores.connections.add(a_connection(name))
    for guild_id in guild_ids:
        stores.watchers.add(a_watcher(name, guild_id=guild_id), 20, LATER)

    stores.connections.forget(name)

    assert [stores.followers(guild_id) for guild_id in guild_ids] == [{}] * 20


def test_nobody_follows_more_than_the_limit_but_the_same_guild_again(stores: Stores) -> None:
    first, second, third, name = an_id(), an_id(), an_id(), a_name()
    stores.connections.add(a_connection(name))
    stores.watchers.add(a_watcher(name, guild_id=first), 2, LATER)
    stores.watchers.add(a_watcher(name, guild_id=second), 2, LATER)

    stores.watchers.add(a_watcher(name, guild_id=second), 2, LATER)
    with pytest.raises(ConflictError):
        stores.watchers.add(a_watcher(name, guild_id=third), 2, LATER)

    assert stores.followers(third) == {}


def test_a_connection_that_ended_follows_nothing(stores: Stores) -> None:
    guild_id, name = an_id(), a_name()

    with pytest.raises(ConflictError):
        stores.watchers.add(a_watcher(name, guild_id=guild_id), 20, LATER)

    assert stores.followers(guild_id) == {}


def test_who_unsubscribes_may_follow_another_guild(stores: Stores) -> None:
    first, second, name = an_id(), an_id(), a_name()
    stores.connections.add(a_connection(name))
    stores.watchers.add(a_watcher(name, guild_id=first), 1, LATER)

    stores.watchers.remove(a_watcher(name, guild_id=first))
    stores.watchers.add(a_watcher(name, guild_id=second), 1, LATER)

    assert (stores.followers(first), stores.followers(second)) == ({}, {name: True})


def test_a_watcher_is_found_until_it_expires_unless_it_is_renewed(stores: Stores) -> None:
    guild_id, expired, renewed = an_id(), a_name(), a_name()
    for name in (expired, renewed):
        stores.connections.add(a_connection(name))
        stores.watchers.add(a_watcher(name, guild_id=guild_id), 20, NOON)

    stores.watchers.renew(a_watcher(renewed, guild_id=guild_id), NOON - timedelta(minutes=1), LATER)

    assert stores.followers(guild_id) == {renewed: True}


def test_a_watcher_that_expired_or_left_cannot_be_renewed(stores: Stores) -> None:
    guild_id, expired = an_id(), a_name()
    stores.connections.add(a_connection(expired))
    stores.watchers.add(a_watcher(expired, guild_id=guild_id), 20, NOON)

    for name in (expired, a_name()):
        with pytest.raises(ConflictError):
            stores.watchers.renew(a_watcher(name, guild_id=guild_id), NOON, LATER)

    assert stores.followers(guild_id) == {}


def test_renewing_what_ended_changes_nothing(stores: Stores) -> None:
    name = a_name()

    stores.connections.renew(name, LATER)

    with pytest.raises(NotFoundError):
        stores.connections.load(name)


def test_a_catch_up_that_missed_nothing_ends(stores: Stores) -> None:
    watcher = catching_up(stores)

    before = stores.followers(watcher.guild_id)
    missed = stores.watchers.go_live(watcher, None)

    assert (before, missed) == ({watcher.connection_id: False}, None)
    assert stores.followers(watcher.guild_id) == {watcher.connection_id: True}


def test_a_catch_up_goes_on_until_it_has_seen_what_it_missed(stores: Stores) -> None:
    watcher = catching_up(stores)

    noted = stores.watchers.note_missed(watcher, "batch-1")
    first = stores.watchers.go_live(watcher, None)
    stores.watchers.note_missed(watcher, "batch-2")
    second = stores.watchers.go_live(watcher, first)
    third = stores.watchers.go_live(watcher, second)

    assert (noted, first, second, third) == (True, "batch-1", "batch-2", None)


def test_whoever_is_live_misses_nothing(stores: Stores) -> None:
    watcher = catching_up(stores)
    stores.watchers.go_live(watcher, None)

    assert stores.watchers.note_missed(watcher, "batch-1") is False


def test_a_watcher_that_left_is_not_told(stores: Stores) -> None:
    watcher = catching_up(stores)
    stores.watchers.remove(watcher)

    assert stores.watchers.note_missed(watcher, "batch-1") is False
    with pytest.raises(ConflictError):
        stores.watchers.go_live(watcher, None)


def test_a_catch_up_that_another_one_replaced_cannot_end_it(stores: Stores) -> None:
    old = catching_up(stores)
    new = replace(old, catch_up=a_catch_up("another"))
    stores.watchers.add(new, 20, LATER)

    with pytest.raises(ConflictError):
        stores.watchers.go_live(old, None)

    assert stores.watchers.go_live(new, None) is None


def catching_up(stores: Stores) -> Watcher:
    guild_id, name = an_id(), a_name()
    stores.connections.add(a_connection(name))
    watcher = a_watcher(name, guild_id=guild_id, catch_up=a_catch_up())
    stores.watchers.add(watcher, 20, LATER)
    return watcher


def test_what_is_watched_is_every_guild_that_somebody_follows_still(stores: Stores) -> None:
    one, other, name = an_id(), an_id(), a_name()
    stores.connections.add(a_connection(name))
    stores.watchers.add(a_watcher(name, guild_id=one), 20, LATER)
    stores.watchers.add(a_watcher(name, guild_id=other), 20, NOON)
    stores.watchers.begin(a_delivery(other))

    watched = stores.watchers.watched(NOON)

    assert one in watched
    assert other not in watched


def a_delivery(*guild_ids: Snowflake, part: int = 0) -> Delivery:
    until = NOON + timedelta(seconds=30)
    return Delivery(batch_id=a_batch_id(entropy=an_id() << 10), part=part, guild_ids=frozenset(guild_ids), until=until)


def under_way(stores: Stores, guild_id: Snowflake) -> list[Delivery]:
    found = stores.watchers.audience({guild_id}, NOON).deliveries
    return [delivery for delivery in found if guild_id in delivery.guild_ids]


def test_a_delivery_is_found_with_the_followers_of_each_of_its_guilds_until_it_ends(stores: Stores) -> None:
    one, other = an_id(), an_id()
    delivery = a_delivery(one, other)

    stores.watchers.begin(delivery)
    found = [under_way(stores, one), under_way(stores, other)]
    stores.watchers.end(delivery)

    assert found == [[delivery], [delivery]]
    assert under_way(stores, one) == under_way(stores, other) == []


def test_parts_of_a_delivery_end_one_by_one(stores: Stores) -> None:
    guild_id = an_id()
    first, second = a_delivery(guild_id), a_delivery(guild_id, part=1)
    stores.watchers.begin(first)
    stores.watchers.begin(second)

    stores.watchers.end(first)

    assert under_way(stores, guild_id) == [second]


def test_a_delivery_is_no_follower(stores: Stores) -> None:
    guild_id, name = an_id(), a_name()
    stores.connections.add(a_connection(name))
    stores.watchers.add(a_watcher(name, guild_id=guild_id), 20, LATER)
    stores.watchers.begin(a_delivery(guild_id))

    assert stores.followers(guild_id) == {name: True}


def test_a_delivery_that_nobody_ended_is_forgotten_at_last(stores: Stores) -> None:
    guild_id = an_id()
    stores.watchers.begin(a_delivery(guild_id))

    audience = stores.watchers.audience({guild_id}, NOON + timedelta(hours=2))

    assert [delivery for delivery in audience.deliveries if guild_id in delivery.guild_ids] == []


def test_what_a_watcher_shows_is_found_with_it_until_it_shows_something_else(stores: Stores) -> None:
    guild_id, name = an_id(), a_name()
    stores.connections.add(a_connection(name))
    watcher = a_watcher(name, guild_id=guild_id)
    stores.watchers.add(watcher, 20, LATER)
    first, second = Shown(subject="user:5", name="ada"), Shown(subject="case:17", name="ada")

    before = [stores.watchers.show(watcher, shown) for shown in (first, second, None, first)]

    assert before == [None, "user:5", "case:17", None]
    assert [each.shows for each in stores.watchers.of_guilds({guild_id}, NOON)] == [first]


def test_who_does_not_follow_shows_nothing(stores: Stores) -> None:
    guild_id, name = an_id(), a_name()
    stores.connections.add(a_connection(name))
    watcher = a_watcher(name, guild_id=guild_id)

    for shown in (Shown(subject="user:5", name="ada"), None):
        with pytest.raises(ConflictError):
            stores.watchers.show(watcher, shown)
    stores.watchers.add(watcher, 20, LATER)
    stores.watchers.show(watcher, Shown(subject="user:5", name="ada"))
    stores.watchers.remove(watcher)

    assert stores.watchers.of_guilds({guild_id}, NOON) == []
