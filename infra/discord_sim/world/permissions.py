"""Who may do what: base permissions, overwrites, timeouts, and the role hierarchy.

discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from datetime import datetime

from infra.discord_sim.world.kinds import OverwriteType
from infra.discord_sim.world.model import Channel, Guild, Member, Role
from infra.discord_sim.world.permission_bits import ALL, IN_TIMEOUT, NONE, Permission

__all__ = [
    "ALL",
    "NONE",
    "Permission",
    "in_channel",
    "in_guild",
    "is_timed_out",
    "outranks",
    "outranks_role",
    "roles_of",
    "top_role",
]


def in_guild(guild: Guild, member: Member, now: datetime) -> Permission:
    """Return what a member may do in the guild as a whole."""
    base = _base(guild, member)
    return base & IN_TIMEOUT if is_timed_out(guild, member, now) else base


def in_channel(guild: Guild, channel: Channel, member: Member, now: datetime) -> Permission:
    """Return what a member may do in a channel; a thread follows its parent's overwrites.

    Who may speak in a thread is SEND_MESSAGES_IN_THREADS, elsewhere SEND_MESSAGES.
    """
    base = _base(guild, member)
    if Permission.ADMINISTRATOR in base:
        return ALL
    held = _overwritten(guild, _governing(guild, channel), member, base)
    if Permission.VIEW_CHANNEL not in held:
        return NONE
    return held & IN_TIMEOUT if is_timed_out(guild, member, now) else held


def is_timed_out(guild: Guild, member: Member, now: datetime) -> bool:
    """Tell whether a timeout silences the member now; it never binds the owner or an administrator."""
    until = member.communication_disabled_until
    return until is not None and until > now and Permission.ADMINISTRATOR not in _base(guild, member)


def roles_of(guild: Guild, member: Member) -> list[Role]:
    """Return the member's roles without @everyone, lowest first."""
    held = [guild.roles[role_id] for role_id in member.roles if role_id in guild.roles]
    return sorted(held, key=_rank)


def top_role(guild: Guild, member: Member) -> Role:
    """Return the member's highest role, @everyone if they hold none."""
    return max((guild.roles[guild.id], *roles_of(guild, member)), key=_rank)


def outranks_role(guild: Guild, member: Member, role: Role) -> bool:
    """Tell whether the member may touch this role: the owner always, others only below their highest."""
    return member.user_id == guild.owner_id or _rank(top_role(guild, member)) > _rank(role)


def outranks(guild: Guild, actor: Member, target: Member) -> bool:
    """Tell whether `actor` stands above `target`; nobody does above the owner."""
    if target.user_id == guild.owner_id:
        return False
    return outranks_role(guild, actor, top_role(guild, target))


def _rank(role: Role) -> tuple[int, int]:
    return role.position, -role.id  # of two roles at one position the older is the higher


def _base(guild: Guild, member: Member) -> Permission:
    if member.user_id == guild.owner_id:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role_id in member.roles:
        role = guild.roles.get(role_id)
        bits |= role.permissions if role else 0
    held = Permission(bits & ALL)
    return ALL if Permission.ADMINISTRATOR in held else held


def _governing(guild: Guild, channel: Channel) -> Channel:
    if channel.is_thread and channel.parent_id is not None:
        return guild.channels.get(channel.parent_id, channel)
    return channel


def _overwritten(guild: Guild, channel: Channel, member: Member, base: Permission) -> Permission:
    overwrites = channel.overwrites
    held = int(base)
    if everyone := overwrites.get(guild.id):
        held = held & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role_id in member.roles:
        if overwrite := overwrites.get(role_id):
            allow |= overwrite.allow
            deny |= overwrite.deny
    held = held & ~deny | allow
    own = overwrites.get(member.user_id)
    if own is not None and own.type is OverwriteType.MEMBER:
        held = held & ~own.deny | own.allow
    return Permission(held & ALL)
