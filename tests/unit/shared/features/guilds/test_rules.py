from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.guilds.rules import effects_of, latest_of_each, missing_guilds, text_range
from shared.kernel import json
from shared.kernel.effects import DeactivateGuild, ReconcileGuilds, UpsertGuild
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event, EventType, GuildData, GuildDeleteData, GuildPayload, GuildSyncData
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake, shard_of
from tests.fakes.clock import NOON

BOT = Snowflake(9)
SEEN = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
IDS = st.integers(1, MAX_SNOWFLAKE).map(Snowflake)


def a_guild(guild_id: int = 100, name: str = "Café") -> GuildPayload:
    return GuildPayload(id=Snowflake(guild_id), name=name, icon=None, owner_id=Snowflake(5), member_count=3)


def an_event(kind: str, data: object) -> Event:
    return Event(
        id="1",
        type=kind,
        guild_id=Snowflake(0),
        data=msgspec.Raw(json.encode(data)),
        timestamp=int(SEEN.timestamp() * 1000),
    )


def upserted(guild: GuildPayload) -> UpsertGuild:
    return UpsertGuild(bot_id=BOT, guild=guild, seen_at=SEEN)


@pytest.mark.parametrize("kind", [EventType.GUILD_CREATE, EventType.GUILD_UPDATE])
def test_a_guild_that_came_or_changed_is_recorded(kind: EventType) -> None:
    assert effects_of(an_event(kind, GuildData(bot_id=BOT, guild=a_guild()))) == [upserted(a_guild())]


def test_a_guild_that_the_bot_left_is_deactivated() -> None:
    event = an_event(EventType.GUILD_DELETE, GuildDeleteData(bot_id=BOT, id=Snowflake(100)))

    assert effects_of(event) == [DeactivateGuild(bot_id=BOT, guild_id=Snowflake(100), seen_at=SEEN)]


def test_a_sync_records_who_is_there_and_looks_for_who_is_not() -> None:
    guilds = [a_guild(100), a_guild(200)]
    sync = GuildSyncData(
        shard_id=0, shard_count=1, bot_id=BOT, from_id=Snowflake(50), to_id=Snowflake(300), guilds=guilds
    )

    *upserts, reconcile = effects_of(an_event(EventType.GUILD_SYNC, sync))

    assert upserts == [upserted(guild) for guild in guilds]
    assert reconcile == ReconcileGuilds(
        bot_id=BOT,
        shard_id=0,
        shard_count=1,
        from_id=Snowflake(50),
        to_id=Snowflake(300),
        present=frozenset({Snowflake(100), Snowflake(200)}),
        seen_at=SEEN,
    )


@pytest.mark.parametrize("kind", [EventType.MESSAGE_CREATE, "something_new"])
def test_nothing_follows_from_other_events(kind: str) -> None:
    assert effects_of(an_event(kind, {"anything": 1})) == []


@pytest.mark.parametrize("kind", [kind for kind in EventType if kind.startswith("guild_")])
def test_data_that_is_not_of_the_form_is_told(kind: EventType) -> None:
    with pytest.raises(InvalidInputError):
        effects_of(an_event(kind, {"bot_id": "x"}))


def test_the_last_word_on_each_guild_is_kept() -> None:
    gone = DeactivateGuild(bot_id=BOT, guild_id=Snowflake(100), seen_at=SEEN)
    before = UpsertGuild(bot_id=BOT, guild=a_guild(100, "old"), seen_at=NOON)

    assert latest_of_each([upserted(a_guild(100)), gone, before, upserted(a_guild(200))]) == [
        gone,
        upserted(a_guild(200)),
    ]


@given(st.lists(IDS, unique=True), st.data(), IDS, IDS, st.integers(1, 5))
def test_exactly_those_are_missing_that_the_shard_would_have_named(
    recorded: list[Snowflake], data: st.DataObject, one: Snowflake, other: Snowflake, shard_count: int
) -> None:
    present = frozenset(data.draw(st.lists(st.sampled_from(recorded)))) if recorded else frozenset()
    shard_id = data.draw(st.integers(0, shard_count - 1))
    from_id, to_id = sorted((one, other))
    effect = ReconcileGuilds(
        bot_id=BOT,
        shard_id=shard_id,
        shard_count=shard_count,
        from_id=from_id,
        to_id=to_id,
        present=present,
        seen_at=SEEN,
    )

    missing = {each.guild_id for each in missing_guilds(effect, recorded)}

    assert missing == {
        each
        for each in recorded
        if from_id < each <= to_id and each not in present and shard_of(each, shard_count) == shard_id
    }


@given(st.integers(0, MAX_SNOWFLAKE), IDS, IDS)
def test_a_range_of_texts_has_every_number_of_the_range(after: int, last: Snowflake, number: Snowflake) -> None:
    texts = text_range(after, last)

    if texts is not None and after < number <= last:
        assert texts[0] <= str(number) <= texts[1]
