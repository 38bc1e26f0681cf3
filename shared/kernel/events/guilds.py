"""The data of events about guilds as such."""

import msgspec

from shared.kernel.snowflakes import Snowflake


class GuildPayload(msgspec.Struct, frozen=True, kw_only=True):
    """A guild as the bot sees it; `icon` is Discord's hash of the image."""

    id: Snowflake
    name: str
    icon: str | None
    owner_id: Snowflake
    member_count: int


class GuildSyncData(msgspec.Struct, frozen=True, kw_only=True):
    """Every guild of one shard with `from_id < id <= to_id`, ascending: who is missing here has left."""

    shard_id: int
    shard_count: int
    bot_id: Snowflake
    from_id: Snowflake
    to_id: Snowflake
    guilds: list[GuildPayload]


class GuildData(msgspec.Struct, frozen=True, kw_only=True):
    """The data of guild_create and guild_update."""

    bot_id: Snowflake
    guild: GuildPayload


class GuildDeleteData(msgspec.Struct, frozen=True, kw_only=True):
    bot_id: Snowflake
    id: Snowflake


class OwnerChangeData(msgspec.Struct, frozen=True, kw_only=True):
    """The guild has been handed over."""

    previous_owner_id: Snowflake
    owner_id: Snowflake
