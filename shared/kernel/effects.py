"""What follows from events, as data: a rule returns effects, and somebody else carries them out."""

from datetime import datetime

import msgspec

from shared.kernel.commands import MemberView
from shared.kernel.events import GapData, GuildPayload
from shared.kernel.snowflakes import Snowflake


class UpsertGuild(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Record the guild as the bot now sees it, unless a later moment is recorded already."""

    bot_id: Snowflake
    guild: GuildPayload
    seen_at: datetime


class DeactivateGuild(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The bot is no longer in the guild; what we hold of it stays."""

    bot_id: Snowflake
    guild_id: Snowflake
    seen_at: datetime


class ReconcileGuilds(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Deactivate every guild of this shard with `from_id < id <= to_id` that is not among `present`."""

    bot_id: Snowflake
    shard_id: int
    shard_count: int
    from_id: Snowflake
    to_id: Snowflake
    present: frozenset[Snowflake]
    seen_at: datetime


class ForgetAccess(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Compute anew what a user, or everybody (None), may do in the guild; `member` is how that user is there now."""

    guild_id: Snowflake
    user_id: Snowflake | None
    member: MemberView | None


class RecordGap(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Remember that something of this guild, or of every guild (`NO_GUILD`), was not seen."""

    guild_id: Snowflake
    gap: GapData


GuildEffect = UpsertGuild | DeactivateGuild | ReconcileGuilds
Effect = GuildEffect | ForgetAccess | RecordGap
