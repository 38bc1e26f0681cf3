"""What stands in the paths of several routes."""

import msgspec

from shared.kernel.snowflakes import Snowflake


class GuildPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake


class ChannelPath(msgspec.Struct, frozen=True, kw_only=True):
    channel_id: Snowflake
