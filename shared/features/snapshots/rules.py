"""Who stands where in a guild, and precise refusals where that is not enough."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

import msgspec

from shared.adapters.discord.resources.channels import Channel
from shared.adapters.discord.resources.members import Member
from shared.adapters.discord.resources.roles import Role
from shared.features.snapshots.model import GuildSnapshot
from shared.kernel.authority import (
    GuildMember,
    GuildRole,
    GuildRoles,
    Overwrite,
    can_use_role,
    channel_permissions,
    guild_permissions,
    top_role,
)
from shared.kernel.commands import MemberView
from shared.kernel.errors import NotFoundError, PermissionMissingError, RoleTooHighError
from shared.kernel.explaining import Stage, explain
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

T = TypeVar("T", Role, Channel)


class Who(StrEnum):
    """Whom a refusal is about."""

    YOU = "you"
    BOT = "bot"


class Scene(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A guild, the person who wants something there, and the moment."""

    snapshot: GuildSnapshot
    person: GuildMember
    now: datetime

    @property
    def guild_id(self) -> Snowflake:
        return self.snapshot.guild.id

    @cached_property  # a list of 500 channels asks for it 500 times
    def roles(self) -> GuildRoles:
        guild = self.snapshot.guild
        return GuildRoles(
            guild_id=guild.id,
            owner_id=guild.owner_id,
            roles={
                role.id: GuildRole(id=role.id, permissions=role.permissions, position=role.position)
                for role in guild.roles
            },
        )

    @property
    def bot(self) -> GuildMember:
        return standing_of(self.snapshot.bot)

    def member(self, who: Who) -> GuildMember:
        return self.person if who is Who.YOU else self.bot

    def role(self, role_id: Snowflake) -> Role:
        """Raise `NotFoundError`."""
        return _found(self.snapshot.guild.roles, role_id)

    def channel(self, channel_id: Snowflake) -> Channel:
        """Raise `NotFoundError` where there is no such channel, or the person cannot see it."""
        channel = _found(self.snapshot.channels, channel_id)
        if Permission.VIEW_CHANNEL not in self.permissions(Who.YOU, channel):
            raise NotFoundError
        return channel

    def permissions(self, who: Who, channel: Channel | None = None) -> Permission:
        """Return what somebody may do in a channel, or in the guild as a whole."""
        member = self.member(who)
        if channel is None:
            return guild_permissions(self.roles, member, self.now)
        return channel_permissions(self.roles, member, overwrites_of(channel), self.now)


def standing_of(member: Member) -> GuildMember:
    return GuildMember(
        user_id=member.user.id,
        role_ids=frozenset(member.roles),
        timed_out_until=member.communication_disabled_until,
    )


def standing_of_view(user_id: Snowflake, view: MemberView) -> GuildMember:
    return GuildMember(user_id=user_id, role_ids=frozenset(view.role_ids), timed_out_until=view.timed_out_until)


def overwrites_of(channel: Channel) -> list[Overwrite]:
    return [Overwrite(id=each.id, allow=each.allow, deny=each.deny) for each in channel.permission_overwrites]


def require_of_bot(scene: Scene, permission: Permission, channel: Channel | None = None) -> None:
    """Raise `PermissionMissingError` where Discord would refuse the bot."""
    if permission not in scene.permissions(Who.BOT, channel):
        raise _missing(Who.BOT, permission, channel)


def require_of_person(scene: Scene, permission: Permission, channel: Channel | None = None) -> None:
    """Raise `PermissionMissingError` where the person lacks Discord's permission."""
    if permission not in scene.permissions(Who.YOU, channel):
        raise _missing(Who.YOU, permission, channel)


def require_not_denied(scene: Scene, permission: Permission, channel: Channel) -> None:
    """Let a grant of ours stand in for Discord's permission, but not where the channel denies it to the person.

    Raise `PermissionMissingError`.
    """
    verdicts = explain(scene.roles, scene.person, overwrites_of(channel), scene.now)
    verdict = next(each for each in verdicts if each.permission == permission.name)
    if not verdict.allowed and verdict.reasons[-1].stage is not Stage.ROLES:
        raise _missing(Who.YOU, permission, channel)


def require_above_role(scene: Scene, who: Who, role: Role) -> None:
    """Raise `RoleTooHighError` unless the role is below somebody's highest."""
    rank = GuildRole(id=role.id, permissions=role.permissions, position=role.position)
    if not can_use_role(scene.roles, scene.member(who), rank):
        raise RoleTooHighError(details={"who": who, "role_id": str(role.id), "role": role.name})


def require_above_member(scene: Scene, who: Who, target: GuildMember) -> None:
    """Raise `RoleTooHighError` unless somebody stands above the target; nobody does above the owner."""
    if target.user_id == scene.snapshot.guild.owner_id:
        raise RoleTooHighError("Nobody can do this to the owner of a server.", details={"who": who, "owner": True})
    highest = top_role(scene.roles, target)
    require_above_role(scene, who, scene.role(highest.id))


def require_holds(scene: Scene, who: Who, permissions: int, channel: Channel | None = None) -> None:
    """Raise `PermissionMissingError` that names what somebody would give without having it."""
    held = scene.permissions(who, channel)
    missing = [each.name for each in Permission if each & permissions and each not in held]
    if missing:
        details = _details(who, channel) | {"permissions": missing}
        raise PermissionMissingError("Nobody can give a permission that they lack.", details=details)


def _missing(who: Who, permission: Permission, channel: Channel | None) -> PermissionMissingError:
    subject = "You lack" if who is Who.YOU else "The bot lacks"
    words = (permission.name or "").replace("_", " ").title()
    place = "" if channel is None else f" in #{channel.name}"
    return PermissionMissingError(
        f"{subject} {words}{place}.", details=_details(who, channel) | {"permission": permission.name}
    )


def _details(who: Who, channel: Channel | None) -> dict[str, object]:
    place = {} if channel is None else {"channel_id": str(channel.id), "channel": channel.name}
    return {"who": who, **place}


def _found(those: Iterable[T], wanted: Snowflake) -> T:
    for each in those:
        if each.id == wanted:
            return each
    raise NotFoundError
