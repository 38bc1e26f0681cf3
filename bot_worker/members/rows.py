"""A member as the index has it: narrow columns to look through, and the rest to show."""

from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from bot_worker.members.letters import RoleLetters
from shared.kernel import json
from shared.kernel.member_lists import MemberProfile
from shared.kernel.snowflakes import Snowflake

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_ROLES: Final[list[Snowflake]] = []
_profile: Final = json.Decoder(MemberProfile)
Row = tuple[int, int, str, str, str, int, int, int]
"""guild_id, user_id, name, search, roles, joined_at, timed_out_until, bot"""


def row_of(guild_id: int, member: MemberProfile, letters: RoleLetters) -> Row:
    names = dict.fromkeys(name.casefold() for name in (member.username, member.global_name, member.nick) if name)
    return (
        guild_id,
        member.user_id,
        (member.nick or member.global_name or member.username).casefold(),
        "\n".join(names),
        letters.written(member.role_ids),
        milliseconds(member.joined_at),
        milliseconds(member.timed_out_until),
        int(member.bot),
    )


def encoded(member: MemberProfile) -> bytes:
    """Write what is shown of a member, but for the roles, which the row has."""
    return json.encode(replace(member, role_ids=_NO_ROLES))


def profile_of(encoded: bytes, role_ids: list[Snowflake]) -> MemberProfile:
    return replace(_profile.decode(encoded), role_ids=role_ids)


def milliseconds(moment: datetime | None) -> int:
    """Return milliseconds since 1970; 0 for never."""
    return 0 if moment is None else int((moment - _EPOCH).total_seconds() * 1000)


def size_of(member: MemberProfile) -> int:
    """Return the bytes that a member takes in an answer."""
    return len(json.encode(member))
