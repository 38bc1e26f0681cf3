"""Adding a bot to a guild, as the consent page does."""

from infra.discord_sim.world import audit, checks, render
from infra.discord_sim.world.actions import members
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Guild, Role
from infra.discord_sim.world.permissions import ALL, Permission
from infra.discord_sim.world.world import World


def add(world: World, actor: Actor, guild_id: int, application_id: int, granted: int) -> None:
    """Let a bot in, with a managed role of its own if it was granted anything. Twice is no error."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.MANAGE_GUILD)
    application = world.applications[application_id]
    if application.bot_id in guild.members:
        return
    role = _managed_role(world, guild, application.bot_id, application.name, granted)
    members.join(world, guild_id, application.bot_id, roles=[role.id] if role else [])
    audit.record(world, guild, actor, AuditLogEvent.BOT_ADD, application.bot_id)


def _managed_role(world: World, guild: Guild, bot_id: int, name: str, granted: int) -> Role | None:
    if not granted & ALL:
        return None
    role = Role(
        id=world.snowflakes.next(),
        name=name,
        permissions=granted & ALL,
        position=1,
        managed=True,
        bot_id=bot_id,
    )
    for other in guild.roles.values():
        other.position += other.position >= 1
    guild.roles[role.id] = role
    payload = {"guild_id": str(guild.id), "role": render.role(role)}
    world.dispatch("GUILD_ROLE_CREATE", payload, guild_id=guild.id)
    return role
