"""The record of the guilds keeps the same promises in DynamoDB and in memory."""

import os
from datetime import datetime, timedelta
from itertools import permutations

import msgspec
import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.guilds.ports import GuildStore
from shared.features.guilds.table import GuildTable
from shared.kernel.effects import DeactivateGuild, UpsertGuild
from shared.kernel.errors import NotFoundError
from shared.kernel.events import GuildPayload
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake
from tests.fakes.clock import NOON
from tests.fakes.guilds import FakeGuildStore

EVERYTHING = (Snowflake(0), Snowflake(MAX_SNOWFLAKE))


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> GuildStore:
    if request.param == "fake":
        return FakeGuildStore()
    aws: AwsConfig = request.getfixturevalue("aws")
    return GuildTable(dynamodb_client(aws), aws)


@pytest.fixture
def bot_id() -> Snowflake:
    return an_id()


def an_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


def seen(bot_id: Snowflake, guild_id: Snowflake, at: datetime = NOON, **changes: object) -> UpsertGuild:
    guild = GuildPayload(id=guild_id, name="Café", icon="a1", owner_id=Snowflake(5), member_count=10)
    return UpsertGuild(bot_id=bot_id, guild=msgspec.structs.replace(guild, **changes), seen_at=at)


def left(bot_id: Snowflake, guild_id: Snowflake, at: datetime) -> DeactivateGuild:
    return DeactivateGuild(bot_id=bot_id, guild_id=guild_id, seen_at=at)


def later(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_a_guild_is_recorded_as_the_bot_saw_it(store: GuildStore, bot_id: Snowflake) -> None:
    guild_id = an_id()

    store.write([seen(bot_id, guild_id, icon=None)])

    record = store.load(guild_id)
    assert (record.id, record.bot_id, record.name, record.icon) == (guild_id, bot_id, "Café", None)
    assert (record.owner_id, record.member_count, record.is_active) == (5, 10, True)
    assert (record.bot_added_at, record.seen_at) == (NOON, NOON)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_was_seen_last_stands_in_whatever_order_it_is_written(
    store: GuildStore, bot_id: Snowflake, order: tuple[int, ...]
) -> None:
    guild_id = an_id()
    changes = [
        seen(bot_id, guild_id, later(0), name="first"),
        seen(bot_id, guild_id, later(1), name="second"),
        seen(bot_id, guild_id, later(2), name="third"),
    ]

    for index in order:
        store.write([changes[index]])
        store.write([changes[index]])

    assert (store.load(guild_id).name, store.load(guild_id).seen_at) == ("third", later(2))


def test_a_late_departure_does_not_undo_a_newer_arrival(store: GuildStore, bot_id: Snowflake) -> None:
    guild_id = an_id()
    store.write([seen(bot_id, guild_id, later(5))])

    store.write([left(bot_id, guild_id, later(4))])

    assert store.load(guild_id).is_active


def test_a_bot_that_comes_back_was_added_anew(store: GuildStore, bot_id: Snowflake) -> None:
    guild_id = an_id()
    store.write([seen(bot_id, guild_id, later(0))])
    store.write([seen(bot_id, guild_id, later(1))])
    assert store.load(guild_id).bot_added_at == later(0)

    store.write([left(bot_id, guild_id, later(2))])
    store.write([left(bot_id, guild_id, later(3))])
    gone = store.load(guild_id)
    store.write([seen(bot_id, guild_id, later(4))])

    assert (gone.is_active, gone.bot_added_at, gone.seen_at) == (False, later(0), later(3))
    assert store.load(guild_id).bot_added_at == later(4)


def test_the_departure_of_another_bot_changes_nothing(store: GuildStore, bot_id: Snowflake) -> None:
    guild_id = an_id()
    store.write([seen(bot_id, guild_id)])

    store.write([left(an_id(), guild_id, later(1))])

    assert store.load(guild_id).is_active


def test_a_guild_that_no_bot_saw_is_not_found_even_after_it_was_left(store: GuildStore, bot_id: Snowflake) -> None:
    guild_id = an_id()

    store.write([left(bot_id, guild_id, NOON)])

    with pytest.raises(NotFoundError):
        store.load(guild_id)


def test_many_are_read_at_once_and_unknown_ones_left_out(store: GuildStore, bot_id: Snowflake) -> None:
    known = [an_id() for _ in range(120)]
    store.write([seen(bot_id, guild_id) for guild_id in known])

    found = store.load_many([an_id(), *known, an_id()])

    assert sorted(record.id for record in found) == sorted(known)
    assert store.load_many([]) == []


def test_active_guilds_are_found_by_number_not_by_text(store: GuildStore, bot_id: Snowflake) -> None:
    ids = [Snowflake(number) for number in (an_id(), 10**16 + 1, 99 * 10**15, 10**17, 10**18, 2 * 10**18)]
    store.write([seen(bot_id, guild_id) for guild_id in ids])
    store.write([left(bot_id, ids[3], later(1))])
    active = {each for each in ids if each != ids[3]}

    for after, last in (EVERYTHING, (Snowflake(10**16), Snowflake(10**17)), (Snowflake(10**18), Snowflake(3 * 10**18))):
        found = store.active_of(bot_id, after, last)

        assert sorted(found) == sorted(each for each in active if after < each <= last)


def test_a_bot_has_only_its_own_guilds(store: GuildStore, bot_id: Snowflake) -> None:
    store.write([seen(an_id(), an_id())])

    assert store.active_of(bot_id, *EVERYTHING) == []
