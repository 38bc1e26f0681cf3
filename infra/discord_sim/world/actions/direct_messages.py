"""Opening a direct message. Nobody is told: since v8 bots hear no CHANNEL_CREATE for it."""

from infra.discord_sim.world import render
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.kinds import ChannelType
from infra.discord_sim.world.model import Channel
from infra.discord_sim.world.world import World


def open_with(world: World, actor: Actor, user_id: int) -> Channel:
    """Return the direct message between two users, new or not; bots cannot write to themselves or each other."""
    user = world.user(user_id)
    if user.bot:
        raise error(Code.CANNOT_DM_USER)
    pair = {actor.user_id, user_id}
    for channel in world.channels.values():
        if channel.type is ChannelType.DM and set(channel.recipients) == pair:
            return channel
    channel = Channel(id=world.snowflakes.next(), type=ChannelType.DM, recipients=[actor.user_id, user_id])
    world.add_channel(channel)
    return channel


def check_open(world: World, actor: Actor, channel: Channel) -> None:
    """Raise 50007 where the other one of a direct message lets nobody write, or has blocked whoever writes."""
    others = (world.users[each] for each in channel.recipients if each != actor.user_id)
    if channel.type is ChannelType.DM and any(user.closed_dms for user in others):
        raise error(Code.CANNOT_DM_USER)


def shown_to(world: World, channel: Channel, viewer_id: int) -> render.Payload:
    """Show a direct message as one of the two sees it: only the other is a recipient."""
    payload = render.channel(world, channel)
    payload["recipients"] = [each for each in payload["recipients"] if int(each["id"]) != viewer_id]
    return payload
