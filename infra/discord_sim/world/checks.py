"""Whether an actor may do what they are about to; each check raises what Discord answers."""

from infra.discord_sim.world import permissions
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import Channel, Guild, Member, Role
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World


def acting_member(guild: Guild, actor: Actor) -> Member:
    """Return the actor as a member; whoever is not in the guild gets Missing Access."""
    member = guild.members.get(actor.user_id)
    if member is None:
        raise error(Code.MISSING_ACCESS)
    return member


def require_in_guild(world: World, guild: Guild, actor: Actor, needed: Permission) -> Member:
    """Return the actor as a member who holds all of `needed` in the guild, or raise Missing Permissions."""
    member = acting_member(guild, actor)
    if needed not in permissions.in_guild(guild, member, world.clock.now()):
        raise error(Code.MISSING_PERMISSIONS)
    return member


def require_in_channel(world: World, channel: Channel, actor: Actor, needed: Permission) -> Member | None:
    """Return the actor as a member who sees the channel (else Missing Access) and holds `needed` there.

    In a direct message its recipients may do anything and there is no member: None.
    """
    if channel.guild_id is None:
        if actor.user_id not in channel.recipients:
            raise error(Code.MISSING_ACCESS)
        return None
    guild = world.guild(channel.guild_id)
    member = acting_member(guild, actor)
    held = permissions.in_channel(guild, channel, member, world.clock.now())
    if Permission.VIEW_CHANNEL not in held:
        raise error(Code.MISSING_ACCESS)
    if needed not in held:
        raise error(Code.MISSING_PERMISSIONS)
    return member


def require_above(guild: Guild, actor: Member, target: Member) -> None:
    """Raise Missing Permissions unless the actor stands above the target."""
    if not permissions.outranks(guild, actor, target):
        raise error(Code.MISSING_PERMISSIONS)


def require_above_role(guild: Guild, actor: Member, role: Role) -> None:
    """Raise Missing Permissions unless the actor stands above the role."""
    if not permissions.outranks_role(guild, actor, role):
        raise error(Code.MISSING_PERMISSIONS)
