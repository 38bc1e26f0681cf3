"""The system message with which Discord greets a new member."""

from infra.discord_sim.world import render
from infra.discord_sim.world.kinds import MessageType
from infra.discord_sim.world.model import Guild, Message
from infra.discord_sim.world.world import World

_SUPPRESS_JOINS = 1  # discord.com/developers/docs/resources/guild#guild-object-system-channel-flags


def say(world: World, guild: Guild, user_id: int) -> None:
    """Post "… joined the server" to the system channel, unless the guild does without."""
    channel_id = guild.system_channel_id
    if channel_id is None or channel_id not in guild.channels or guild.system_channel_flags & _SUPPRESS_JOINS:
        return
    greeting = Message(
        id=world.snowflakes.next(),
        channel_id=channel_id,
        guild_id=guild.id,
        author_id=user_id,
        type=MessageType.USER_JOIN,
    )
    world.add_message(greeting)
    payload = render.gateway_message(world, greeting)
    world.dispatch("MESSAGE_CREATE", payload, guild_id=guild.id, channel_id=channel_id)
