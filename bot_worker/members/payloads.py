"""Members as the gateway tells them (discord.com/developers/docs/events/gateway-events#guild-members-chunk)."""

from datetime import datetime

import msgspec

from bot_worker.capture.payloads import User
from shared.kernel.member_lists import MemberProfile
from shared.kernel.snowflakes import Snowflake


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """In a chunk, in GUILD_MEMBER_ADD and in GUILD_MEMBER_UPDATE."""

    user: User
    roles: list[Snowflake]
    nick: str | None = None
    joined_at: datetime | None = None
    pending: bool = False
    communication_disabled_until: datetime | None = None


class MemberOf(Member, frozen=True, kw_only=True):
    guild_id: Snowflake


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_MEMBERS_CHUNK."""

    guild_id: Snowflake
    members: list[Member]
    chunk_index: int
    chunk_count: int
    asked_as: str = msgspec.field(name="nonce", default="")


class OfUser(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_MEMBER_REMOVE."""

    guild_id: Snowflake
    user: OfUser


class RoleRemoval(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_ROLE_DELETE."""

    guild_id: Snowflake
    role_id: Snowflake


class GuildRemoval(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_DELETE: left, or in an outage."""

    id: Snowflake


class _Refused(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake | None = None
    asked_as: str = msgspec.field(name="nonce", default="")


class RateLimited(msgspec.Struct, frozen=True, kw_only=True):
    """RATE_LIMITED: a request for members came too early."""

    retry_after: float
    meta: _Refused = _Refused()


def profile_of(member: Member) -> MemberProfile:
    user = member.user
    return MemberProfile(
        user_id=user.id,
        username=user.username,
        global_name=user.global_name,
        avatar=user.avatar,
        bot=user.bot,
        nick=member.nick,
        role_ids=member.roles,
        joined_at=member.joined_at,
        timed_out_until=member.communication_disabled_until,
        pending=member.pending,
    )
