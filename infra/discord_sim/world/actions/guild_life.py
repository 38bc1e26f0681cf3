"""A guild's beginning and end, a new owner, and the outages between."""

from infra.discord_sim.world import render
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Channel, Guild, Member, Role
from infra.discord_sim.world.world import World, member_of


def create(world: World, owner_id: int, name: str, everyone: int) -> Guild:
    """Found a guild with a text channel and its owner; `everyone` is what @everyone may."""
    owner, guild_id = world.user(owner_id), world.snowflakes.next()
    channel = Channel(id=world.snowflakes.next(), type=ChannelType.GUILD_TEXT, name="general", guild_id=guild_id)
    guild = Guild(
        id=guild_id,
        name=name,
        owner_id=owner.id,
        system_channel_id=channel.id,
        roles={guild_id: Role(id=guild_id, name="@everyone", permissions=everyone)},
        channels={channel.id: channel},
        members={owner.id: Member(user_id=owner.id, joined_at=world.clock.now())},
    )
    world.add_guild(guild)
    return guild


def delete(world: World, guild_id: int) -> None:
    """End a guild; its bots hear GUILD_DELETE."""
    guild = world.guild(guild_id)
    for channel in list(guild.channels.values()):
        world.remove_channel(channel)
    del world.guilds[guild_id]
    _tell_bots(world, guild, "GUILD_DELETE", {"id": str(guild_id)})


def transfer(world: World, guild_id: int, owner_id: int) -> None:
    """Give a guild to another member, who must be a person."""
    guild = world.guild(guild_id)
    member_of(guild, owner_id)
    if world.users[owner_id].bot:
        raise error(Code.MISSING_PERMISSIONS)
    guild.owner_id = owner_id
    world.dispatch("GUILD_UPDATE", render.guild(world, guild), guild_id=guild_id)


def go_down(world: World, guild_id: int) -> None:
    """Tell a guild's bots that it is unavailable."""
    guild = world.guild(guild_id)
    _tell_bots(world, guild, "GUILD_DELETE", {"id": str(guild_id), "unavailable": True})


def come_back(world: World, guild_id: int) -> None:
    """Tell a guild's bots that it is available again."""
    guild = world.guild(guild_id)
    _tell_bots(world, guild, "GUILD_CREATE", {"id": str(guild_id), "unavailable": False})


def _tell_bots(world: World, guild: Guild, name: str, payload: render.Payload) -> None:
    for user_id in [each for each in guild.members if world.users[each].bot]:
        world.dispatch(name, payload, guild_id=guild.id, user_id=user_id)
