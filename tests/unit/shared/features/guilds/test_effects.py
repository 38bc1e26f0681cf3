from datetime import timedelta

import pytest

from shared.features.guilds.service import GuildEffects
from shared.kernel.effects import DeactivateGuild, GuildEffect, ReconcileGuilds, UpsertGuild
from shared.kernel.events import GuildPayload
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake
from tests.fakes.clock import NOON
from tests.fakes.guilds import FakeGuildStore

BOT = Snowflake(9)


@pytest.fixture
def store() -> FakeGuildStore:
    return FakeGuildStore()


@pytest.fixture
def effects(store: FakeGuildStore) -> GuildEffects:
    return GuildEffects(store)


def seen(guild_id: int, after_seconds: int = 0) -> UpsertGuild:
    guild = GuildPayload(
        id=Snowflake(guild_id), name=f"as of {after_seconds}", icon=None, owner_id=Snowflake(5), member_count=3
    )
    return UpsertGuild(bot_id=BOT, guild=guild, seen_at=NOON + timedelta(seconds=after_seconds))


def left(guild_id: int, after_seconds: int) -> DeactivateGuild:
    return DeactivateGuild(bot_id=BOT, guild_id=Snowflake(guild_id), seen_at=NOON + timedelta(seconds=after_seconds))


def sync_of(*present: int, after_seconds: int) -> ReconcileGuilds:
    return ReconcileGuilds(
        bot_id=BOT,
        shard_id=0,
        shard_count=1,
        from_id=Snowflake(0),
        to_id=Snowflake(MAX_SNOWFLAKE),
        present=frozenset(map(Snowflake, present)),
        seen_at=NOON + timedelta(seconds=after_seconds),
    )


def active(store: FakeGuildStore) -> set[int]:
    return {int(guild_id) for guild_id, record in store.records.items() if record.is_active}


def test_a_guild_that_a_sync_does_not_name_becomes_inactive(effects: GuildEffects, store: FakeGuildStore) -> None:
    effects.apply([seen(1), seen(2), seen(3)])

    effects.apply([seen(1, 5), sync_of(1, after_seconds=5)])

    assert active(store) == {1}


def test_a_guild_that_came_and_went_within_a_batch_is_gone(effects: GuildEffects, store: FakeGuildStore) -> None:
    effects.apply([seen(1, 1), sync_of(after_seconds=2)])

    assert active(store) == set()


def test_a_batch_that_comes_again_changes_nothing(effects: GuildEffects, store: FakeGuildStore) -> None:
    batch: list[GuildEffect] = [seen(1, 1), seen(2, 1), left(1, 2), seen(1, 3), sync_of(1, after_seconds=4)]
    effects.apply(batch)
    once = dict(store.records)

    effects.apply(batch)

    assert store.records == once
    assert active(store) == {1}


def test_an_old_batch_that_comes_late_does_not_undo_a_newer_one(effects: GuildEffects, store: FakeGuildStore) -> None:
    effects.apply([seen(1, 10), seen(2, 10)])

    effects.apply([left(1, 5), sync_of(after_seconds=5)])

    assert active(store) == {1, 2}


def test_nothing_is_written_when_nothing_follows(effects: GuildEffects, store: FakeGuildStore) -> None:
    effects.apply([])

    assert store.records == {}
