"""Members: joined, and changed in what matters here (roles, nick, timeout)."""

from datetime import datetime
from typing import Any

import msgspec

from bot_worker.capture.drafts import encoded, make
from bot_worker.capture.payloads import User, milliseconds, read, view_of
from bot_worker.capture.scene import Scene
from bot_worker.known_members import MemberState
from shared.kernel.event_ids import member_join_id, within_guild_id
from shared.kernel.events import Event, EventType, MemberChanges, MemberJoinData, MemberUpdateData
from shared.kernel.snowflakes import Snowflake


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_MEMBER_ADD and GUILD_MEMBER_UPDATE."""

    user: User
    roles: list[Snowflake]
    joined_at: datetime | None = None
    nick: str | None = None
    pending: bool = False
    communication_disabled_until: datetime | None = None


def read_member(payload: dict[str, Any]) -> Member:
    return read(payload, Member)


def state_of(member: Member) -> MemberState:
    return MemberState(
        member=True,
        role_ids=frozenset(member.roles),
        timed_out_until=member.communication_disabled_until,
        nick=member.nick,
    )


def joined(member: Member, scene: Scene) -> Event:
    user_id = member.user.id
    joined_at = scene.now if member.joined_at is None else milliseconds(member.joined_at)
    data = MemberJoinData(
        user_id=user_id,
        user=view_of(member.user),
        joined_at=joined_at,
        nick=member.nick,
        role_ids=member.roles,
        pending=member.pending,
    )
    event_id = member_join_id(scene.guild_id, user_id, joined_at)
    return make(EventType.MEMBER_JOIN, event_id, scene, data, user_id=user_id)


def updated(member: Member, before: MemberState | None, scene: Scene) -> Event:
    """`before` is how the member was remembered; who is no member any more, and then changes, was not heard to join."""
    user_id, now = member.user.id, state_of(member)
    data = MemberUpdateData(
        user_id=user_id,
        member=scene.guild.member_view(user_id, now),
        user=view_of(member.user),
        nick=member.nick,
        changes=None if before is None or not before.member else _changes(before, now),
    )
    said = encoded([sorted(map(str, now.role_ids)), now.nick, now.timed_out_until])
    event_id = within_guild_id(EventType.MEMBER_UPDATE, scene.guild_id, user_id, said, scene.now)
    return make(EventType.MEMBER_UPDATE, event_id, scene, data, user_id=user_id)


def _changes(before: MemberState, now: MemberState) -> MemberChanges:
    differs = {
        "roles": before.role_ids != now.role_ids,
        "nick": before.nick != now.nick,
        "timeout": before.timed_out_until != now.timed_out_until,
    }
    return MemberChanges(
        fields=[field for field, differing in differs.items() if differing],
        added_role_ids=[Snowflake(one) for one in sorted(now.role_ids - before.role_ids)],
        removed_role_ids=[Snowflake(one) for one in sorted(before.role_ids - now.role_ids)],
        nick_before=before.nick,
        timed_out_until_before=before.timed_out_until,
    )
