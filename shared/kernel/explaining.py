"""Why a member may do something in a channel, or may not: every stage of Discord's algorithm that has a say."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from shared.kernel.authority import (
    IN_TIMEOUT,
    OF_WRITING,
    GuildMember,
    GuildRoles,
    Overwrite,
    base_permissions,
    is_silenced,
    roles_of,
)
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake


class Stage(StrEnum):
    """Where something is decided, in the order in which it is."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    ROLES = "roles"
    EVERYONE_OVERWRITE = "everyone_overwrite"
    ROLE_OVERWRITES = "role_overwrites"
    MEMBER_OVERWRITE = "member_overwrite"
    CANNOT_VIEW = "cannot_view"
    CANNOT_SEND = "cannot_send"
    TIMEOUT = "timeout"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage says; `ids` are the roles, or the member, that say so: none where no role gives a permission."""

    stage: Stage
    allowed: bool
    ids: list[Snowflake]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a permission is held; the last reason decides, those before it are what it overrules."""

    permission: str
    allowed: bool
    reasons: list[Reason]


def explain(
    guild: GuildRoles, member: GuildMember, overwrites: Iterable[Overwrite] | None, now: datetime
) -> list[Verdict]:
    """Return a verdict for every permission, in a channel with these overwrites, or (None) in the guild as a whole.

    It always agrees with `authority.channel_permissions`, and `guild_permissions`.
    """
    channel = None if overwrites is None else {overwrite.id: overwrite for overwrite in overwrites}
    above = _above_all(guild, member)
    stated = {each: above or _stated(guild, member, channel or {}, each) for each in Permission}
    if above is None:
        _imply(stated, in_channel=channel is not None)
        if is_silenced(member.timed_out_until, base_permissions(guild, member), now):
            _deny(stated, ~IN_TIMEOUT, Stage.TIMEOUT)
    return [
        Verdict(permission=each.name or "", allowed=reasons[-1].allowed, reasons=reasons)
        for each, reasons in stated.items()
    ]


def changes(before: Iterable[Verdict], after: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts of `after` that allow what was not allowed before, or no longer allow what was."""
    allowed = {verdict.permission: verdict.allowed for verdict in before}
    return [verdict for verdict in after if verdict.allowed != allowed[verdict.permission]]


def _above_all(guild: GuildRoles, member: GuildMember) -> list[Reason] | None:
    """Return why nothing can be denied to somebody, if that is so."""
    if member.user_id == guild.owner_id:
        return [Reason(stage=Stage.OWNER, allowed=True, ids=[member.user_id])]
    roles = [role.id for role in roles_of(guild, member) if role.permissions & Permission.ADMINISTRATOR]
    return [Reason(stage=Stage.ADMINISTRATOR, allowed=True, ids=sorted(roles))] if roles else None


def _stated(
    guild: GuildRoles, member: GuildMember, channel: Mapping[Snowflake, Overwrite], permission: Permission
) -> list[Reason]:
    """Return what roles and overwrites say of a permission."""
    given = [role.id for role in roles_of(guild, member) if role.permissions & permission]
    reasons = [Reason(stage=Stage.ROLES, allowed=bool(given), ids=sorted(given))]
    stages = (
        (Stage.EVERYONE_OVERWRITE, [guild.guild_id]),
        (Stage.ROLE_OVERWRITES, sorted(member.role_ids - {guild.guild_id})),
        (Stage.MEMBER_OVERWRITE, [member.user_id]),
    )
    for stage, ids in stages:
        theirs = [channel[each] for each in ids if each in channel]
        allowing = [overwrite.id for overwrite in theirs if overwrite.allow & permission]
        denying = [overwrite.id for overwrite in theirs if overwrite.deny & permission]
        if allowing or denying:  # of several roles, one that allows is enough
            reasons.append(Reason(stage=stage, allowed=bool(allowing), ids=allowing or denying))
    return reasons


def _imply(stated: Mapping[Permission, list[Reason]], *, in_channel: bool) -> None:
    """Add what a missing permission takes along (topics/permissions#implicit-permissions)."""
    if not in_channel:
        return
    if not stated[Permission.VIEW_CHANNEL][-1].allowed:
        _deny(stated, ~Permission.VIEW_CHANNEL, Stage.CANNOT_VIEW)
    elif not stated[Permission.SEND_MESSAGES][-1].allowed:
        _deny(stated, OF_WRITING, Stage.CANNOT_SEND)


def _deny(stated: Mapping[Permission, list[Reason]], permissions: Permission, stage: Stage) -> None:
    for permission, reasons in stated.items():
        if permission in permissions and reasons[-1].allowed:
            reasons.append(Reason(stage=stage, allowed=False, ids=[]))
