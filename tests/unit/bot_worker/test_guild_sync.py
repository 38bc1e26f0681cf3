"""A guild sync speaks of every guild exactly once, and never of one that nobody can see."""

from hypothesis import given
from hypothesis import strategies as st

from bot_worker.guild_sync import MAX_BYTES, MAX_GUILDS, sync_chunks
from shared.kernel import json
from shared.kernel.events import GuildPayload, GuildSyncData
from shared.kernel.snowflakes import MAX_SNOWFLAKE, Snowflake

ids = st.one_of(st.integers(1, 300), st.integers(1, MAX_SNOWFLAKE))


def a_guild(guild_id: int, name: str = "a") -> GuildPayload:
    return GuildPayload(id=Snowflake(guild_id), name=name, icon=None, owner_id=Snowflake(1), member_count=1)


def chunks_of(guilds: list[GuildPayload], unknown: set[int]) -> list[GuildSyncData]:
    return sync_chunks(guilds, unknown, bot_id=9, shard_id=0, shard_count=1)


def speaking_of(chunks: list[GuildSyncData], guild_id: int) -> list[GuildSyncData]:
    return [chunk for chunk in chunks if chunk.from_id < guild_id <= chunk.to_id]


@given(st.sets(ids, max_size=200), st.sets(ids, max_size=5), st.lists(ids, max_size=20))
def test_every_id_is_in_one_chunk_but_guilds_in_an_outage_are_in_none(
    present: set[int], unknown: set[int], others: list[int]
) -> None:
    present -= unknown

    chunks = chunks_of([a_guild(guild_id) for guild_id in present], unknown)

    for guild_id in present:
        (chunk,) = speaking_of(chunks, guild_id)
        assert guild_id in {guild.id for guild in chunk.guilds}
    for guild_id in unknown:
        assert speaking_of(chunks, guild_id) == []
    for guild_id in {*others, 1, MAX_SNOWFLAKE} - present - unknown:
        assert len(speaking_of(chunks, guild_id)) == 1


@given(st.lists(st.tuples(ids, st.text(max_size=100)), max_size=150, unique_by=lambda pair: pair[0]))
def test_a_chunk_fits_a_frame_and_is_in_order(guilds: list[tuple[int, str]]) -> None:
    chunks = chunks_of([a_guild(guild_id, name) for guild_id, name in guilds], set())

    for chunk in chunks:
        assert len(chunk.guilds) <= MAX_GUILDS
        assert len(chunk.guilds) == 1 or sum(len(json.encode(guild)) for guild in chunk.guilds) <= MAX_BYTES
        assert [guild.id for guild in chunk.guilds] == sorted(guild.id for guild in chunk.guilds)


def test_a_bot_without_guilds_says_so() -> None:
    (chunk,) = chunks_of([], set())

    assert (chunk.from_id, chunk.to_id, chunk.guilds) == (0, MAX_SNOWFLAKE, [])


def test_the_chunks_of_many_guilds_lie_side_by_side() -> None:
    chunks = chunks_of([a_guild(guild_id) for guild_id in range(1, 121)], set())

    assert [(chunk.from_id, chunk.to_id, len(chunk.guilds)) for chunk in chunks] == [
        (0, 50, 50),
        (50, 100, 50),
        (100, MAX_SNOWFLAKE, 20),
    ]
