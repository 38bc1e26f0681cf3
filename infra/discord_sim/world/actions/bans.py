"""Bans, one at a time or in bulk, and their end."""

from datetime import timedelta

from infra.discord_sim.world import audit, checks, permissions, render
from infra.discord_sim.world.actions import deletions, members
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import AuditLogEvent
from infra.discord_sim.world.model import Ban, Guild
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import first_of
from infra.discord_sim.world.world import World

_MAX_DELETE_SECONDS = 604_800  # discord.com/developers/docs/resources/guild#create-guild-ban
_MAX_BULK = 200  # discord.com/developers/docs/resources/guild#bulk-guild-ban
_MAX_NON_MEMBERS = 2_000


def ban(world: World, actor: Actor, guild_id: int, user_id: int, *, delete_message_seconds: int = 0) -> None:
    """Ban a user, member or not, and delete what they wrote in the last seconds. Twice is no error."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.BAN_MEMBERS)
    _check_seconds(delete_message_seconds)
    world.user(user_id)
    if not _may_ban(guild, actor, user_id):
        raise error(Code.MISSING_PERMISSIONS)
    if user_id in guild.bans:
        return
    if user_id not in guild.members and guild.non_member_bans >= _MAX_NON_MEMBERS:
        raise error(Code.MAX_NON_MEMBER_BANS)
    _carry_out(world, actor, guild, user_id, delete_message_seconds)


def bulk_ban(
    world: World, actor: Actor, guild_id: int, user_ids: list[int], *, delete_message_seconds: int = 0
) -> tuple[list[int], list[int]]:
    """Ban up to 200 users; return those banned and those not, or raise 500000 if it was none.

    Users who are no members count against the same limit as single bans: beyond it they are not banned.
    """
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.BAN_MEMBERS | Permission.MANAGE_GUILD)
    _check_seconds(delete_message_seconds)
    if not 1 <= len(user_ids) <= _MAX_BULK:
        message = f"Must be between 1 and {_MAX_BULK} in length."
        raise invalid_form("user_ids", "BASE_TYPE_BAD_LENGTH", message)
    banned: list[int] = []
    failed: list[int] = []
    for user_id in dict.fromkeys(user_ids):
        bannable = user_id in world.users and user_id not in guild.bans and _may_ban(guild, actor, user_id)
        bannable = bannable and (user_id in guild.members or guild.non_member_bans < _MAX_NON_MEMBERS)
        (banned if bannable else failed).append(user_id)
        if bannable:
            _carry_out(world, actor, guild, user_id, delete_message_seconds)
    if not banned:
        raise error(Code.NO_USERS_BANNED)
    return banned, failed


def unban(world: World, actor: Actor, guild_id: int, user_id: int) -> None:
    """Lift a ban."""
    guild = world.guild(guild_id)
    checks.require_in_guild(world, guild, actor, Permission.BAN_MEMBERS)
    if user_id not in guild.bans:
        raise error(Code.UNKNOWN_BAN)
    del guild.bans[user_id]
    payload = {"guild_id": str(guild_id), "user": render.user(world.users[user_id])}
    world.dispatch("GUILD_BAN_REMOVE", payload, guild_id=guild_id)
    audit.record(world, guild, actor, AuditLogEvent.MEMBER_BAN_REMOVE, user_id)


def _check_seconds(seconds: int) -> None:
    if not 0 <= seconds <= _MAX_DELETE_SECONDS:
        message = f"int value should be less than or equal to {_MAX_DELETE_SECONDS}."
        raise invalid_form("delete_message_seconds", "NUMBER_TYPE_MAX", message)


def _may_ban(guild: Guild, actor: Actor, user_id: int) -> bool:
    target = guild.members.get(user_id)
    return target is None or permissions.outranks(guild, guild.members[actor.user_id], target)


def _carry_out(world: World, actor: Actor, guild: Guild, user_id: int, delete_message_seconds: int) -> None:
    guild.bans[user_id] = Ban(user_id=user_id, reason=actor.reason)
    payload = {"guild_id": str(guild.id), "user": render.user(world.users[user_id])}
    world.dispatch("GUILD_BAN_ADD", payload, guild_id=guild.id)
    if user_id in guild.members:
        members.remove(world, guild, user_id)
    else:
        guild.non_member_bans += 1
    if delete_message_seconds:
        _delete_messages(world, guild, user_id, timedelta(seconds=delete_message_seconds))
    audit.record(world, guild, actor, AuditLogEvent.MEMBER_BAN_ADD, user_id)


def _delete_messages(world: World, guild: Guild, user_id: int, age: timedelta) -> None:
    oldest = first_of(world.clock.now() - age)
    for channel in guild.channels.values():
        written = world.messages.get(channel.id, {})
        doomed = [one.id for one in written.values() if one.author_id == user_id and one.id >= oldest]
        deletions.remove_many(world, channel, doomed)
