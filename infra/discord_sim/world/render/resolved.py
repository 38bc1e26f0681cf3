"""What an interaction says of those whom its data names, as of the moment in which it was used."""

from collections.abc import Iterable

from infra.discord_sim.world import permissions
from infra.discord_sim.world.model import Channel, Guild, Message
from infra.discord_sim.world.render.guilds import role as render_role
from infra.discord_sim.world.render.members import member, user
from infra.discord_sim.world.render.messages import message as render_message
from infra.discord_sim.world.render.values import Payload, snowflake
from infra.discord_sim.world.world import World


def users_and_members(world: World, guild: Guild | None, user_ids: Iterable[int]) -> Payload:
    """Show users, and those of them who are in the guild as members, without their user."""
    found = dict.fromkeys(user_ids)
    shown: Payload = {"users": {str(each): user(world.users[each]) for each in found}}
    members = {each: guild.members[each] for each in found if guild and each in guild.members}
    if guild and members:
        now = world.clock.now()
        shown["members"] = {
            str(each): {
                name: value
                for name, value in member(world, one, with_user=False).items()
                if name not in ("mute", "deaf")
            }
            | {"permissions": str(int(permissions.in_guild(guild, one, now)))}
            for each, one in members.items()
        }
    return shown


def roles(guild: Guild, role_ids: Iterable[int]) -> Payload:
    """Show roles."""
    return {"roles": {str(each): render_role(guild.roles[each]) for each in role_ids}}


def channels(world: World, guild: Guild, user_id: int, found: Iterable[Channel]) -> Payload:
    """Show channels in part, with what the person who named them may do there."""
    now, who = world.clock.now(), guild.members[user_id]
    return {
        "channels": {
            str(one.id): {
                "id": str(one.id),
                "type": int(one.type),
                "name": one.name,
                "parent_id": snowflake(one.parent_id),
                "permissions": str(int(permissions.in_channel(guild, one, who, now))),
                "flags": one.flags,
            }
            for one in found
        }
    }


def messages(world: World, found: Iterable[Message]) -> Payload:
    """Show messages with all that they say."""
    return {"messages": {str(one.id): render_message(world, one) for one in found}}
