"""What a member may do, and to whom: Discord's own rules (discord.com/developers/docs/topics/permissions)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

import msgspec

from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

NOTHING: Final = Permission(0)
EVERYTHING: Final = reduce(or_, Permission)
IN_TIMEOUT: Final = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
OF_WRITING: Final = (  # topics/permissions#implicit-permissions
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)


class GuildRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role; @everyone is the one whose id is the guild's."""

    id: Snowflake
    permissions: int
    position: int

    @property
    def rank(self) -> tuple[int, int]:
        """Of two roles at one position the older is the higher."""
        return self.position, -self.id


class GuildRoles(msgspec.Struct, frozen=True, kw_only=True):
    """A guild, as far as permissions go; `roles` has @everyone too."""

    guild_id: Snowflake
    owner_id: Snowflake
    roles: Mapping[Snowflake, GuildRole]


class GuildMember(msgspec.Struct, frozen=True, kw_only=True):
    """A member; `role_ids` are without @everyone."""

    user_id: Snowflake
    role_ids: frozenset[Snowflake]
    timed_out_until: datetime | None = None


class Overwrite(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel allows and denies the role or the member of this id."""

    id: Snowflake
    allow: int
    deny: int


def base_permissions(guild: GuildRoles, member: GuildMember) -> Permission:
    """Return what the member's roles add up to, whatever a timeout or a channel takes away."""
    if member.user_id == guild.owner_id:
        return EVERYTHING
    bits = reduce(or_, (role.permissions for role in roles_of(guild, member)), 0)
    held = Permission(bits) & EVERYTHING
    return EVERYTHING if Permission.ADMINISTRATOR in held else held


def guild_permissions(guild: GuildRoles, member: GuildMember, now: datetime) -> Permission:
    """Return what the member may do in the guild as a whole."""
    base = base_permissions(guild, member)
    return base & IN_TIMEOUT if is_silenced(member.timed_out_until, base, now) else base


def channel_permissions(
    guild: GuildRoles, member: GuildMember, overwrites: Iterable[Overwrite], now: datetime
) -> Permission:
    """Return what the member may do in a channel with these overwrites; a thread has its parent's."""
    base = base_permissions(guild, member)
    if Permission.ADMINISTRATOR in base:
        return EVERYTHING
    held = _overwritten(guild, member, base, {overwrite.id: overwrite for overwrite in overwrites})
    if Permission.VIEW_CHANNEL not in held:
        return NOTHING
    if Permission.SEND_MESSAGES not in held:
        held &= ~OF_WRITING
    return held & IN_TIMEOUT if is_silenced(member.timed_out_until, base, now) else held


def is_silenced(timed_out_until: datetime | None, base: Permission, now: datetime) -> bool:
    """Tell whether a timeout binds now; it never binds the owner or an administrator."""
    return timed_out_until is not None and timed_out_until > now and Permission.ADMINISTRATOR not in base


def top_role(guild: GuildRoles, member: GuildMember) -> GuildRole:
    """Return the member's highest role, @everyone where they hold no other."""
    return max(roles_of(guild, member), key=lambda role: role.rank)


def can_act_on(guild: GuildRoles, actor: GuildMember, target: GuildMember) -> bool:
    """Tell whether `actor` stands above `target`: nobody above the owner, nobody above themselves."""
    if target.user_id == guild.owner_id or target.user_id == actor.user_id:
        return False
    return can_use_role(guild, actor, top_role(guild, target))


def can_use_role(guild: GuildRoles, actor: GuildMember, role: GuildRole) -> bool:
    """Tell whether `actor` may give, take or change a role: only those below their own highest; the owner all."""
    return actor.user_id == guild.owner_id or top_role(guild, actor).rank > role.rank


def can_grant_permissions(guild: GuildRoles, actor: GuildMember, permissions: int, now: datetime) -> bool:
    """Tell whether `actor` has all that they would give: nobody gives what they lack."""
    return permissions & ~int(guild_permissions(guild, actor, now)) == 0


def roles_of(guild: GuildRoles, member: GuildMember) -> list[GuildRole]:
    """Return the member's roles with @everyone; what the guild does not have any more is none."""
    held = (guild.roles[role_id] for role_id in member.role_ids if role_id in guild.roles)
    return [guild.roles[guild.guild_id], *held]


def _overwritten(
    guild: GuildRoles, member: GuildMember, base: Permission, overwrites: Mapping[Snowflake, Overwrite]
) -> Permission:
    """Apply @everyone's overwrite, then those of all roles together, then the member's own."""
    held = int(base)
    theirs = [overwrites[role_id] for role_id in member.role_ids if role_id in overwrites]
    of_roles = Overwrite(
        id=guild.guild_id,
        allow=reduce(or_, (each.allow for each in theirs), 0),
        deny=reduce(or_, (each.deny for each in theirs), 0),
    )
    for overwrite in (overwrites.get(guild.guild_id), of_roles, overwrites.get(member.user_id)):
        if overwrite is not None:
            held = held & ~overwrite.deny | overwrite.allow
    return Permission(held) & EVERYTHING
