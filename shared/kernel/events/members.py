"""The data of events about members. Reasons that people gave for what they did are in `reason`."""

from datetime import datetime
from enum import StrEnum

import msgspec

from shared.kernel.commands import MemberView
from shared.kernel.events.messages import MessageAuthor
from shared.kernel.snowflakes import Snowflake


class UserView(MessageAuthor, frozen=True, kw_only=True, omit_defaults=True):
    """A user; `bot`: one that is a program."""

    bot: bool = False


class MemberJoinData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`joined_at` in milliseconds since 1970; `pending`: they have not agreed to the guild's rules yet."""

    user_id: Snowflake
    user: UserView
    joined_at: int
    nick: str | None = None
    role_ids: list[Snowflake] = []
    pending: bool = False


class MemberChanges(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What changed, against what was known; `fields` are `roles`, `nick` and `timeout`, as far as they differ."""

    fields: list[str]
    added_role_ids: list[Snowflake] = []
    removed_role_ids: list[Snowflake] = []
    nick_before: str | None = None
    timed_out_until_before: datetime | None = None


class MemberUpdateData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member's roles, nick or timeout changed; `member` is how they are now.

    `changes` is None where nobody knows how they were before: the audit log's entry tells.
    """

    user_id: Snowflake
    member: MemberView
    user: UserView | None = None
    nick: str | None = None
    changes: MemberChanges | None = None


class MemberGoneData(msgspec.Struct, frozen=True, kw_only=True):
    """A user is no member any more, for whatever cause."""

    user_id: Snowflake


class RemovalCause(StrEnum):
    """How a member came to be none."""

    LEFT = "left"
    KICKED = "kicked"
    BANNED = "banned"


class MemberRemoveData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`cause` is None where the bot may not read the audit log, which alone tells a kick from a leave."""

    user_id: Snowflake
    user: UserView | None = None
    cause: RemovalCause | None = None
    kicked_by: Snowflake | None = None
    reason: str | None = None


class MemberBanData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The data of member_ban and member_unban; who did it, and why, where the audit log told in time."""

    user_id: Snowflake
    user: UserView | None = None
    moderator_id: Snowflake | None = None
    reason: str | None = None
