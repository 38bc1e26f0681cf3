"""Slow mode: how soon a person may write in a channel again."""

from datetime import timedelta

from infra.discord_sim.world import permissions
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import ANSWERS, Code
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.model import Channel
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.snowflakes import created_at
from infra.discord_sim.world.world import World

# discord.com/developers/docs/resources/channel#channel-object-channel-structure
_EXEMPT = Permission.BYPASS_SLOWMODE | Permission.MANAGE_MESSAGES | Permission.MANAGE_CHANNELS


def check(world: World, actor: Actor, channel: Channel) -> None:
    """Raise 20016 with the seconds to wait, if a person writes too soon. Bots are exempt."""
    if not channel.rate_limit_per_user or channel.guild_id is None or world.users[actor.user_id].bot:
        return
    guild = world.guild(channel.guild_id)
    now = world.clock.now()
    if permissions.in_channel(guild, channel, guild.members[actor.user_id], now) & _EXEMPT:
        return
    written = reversed(world.messages.get(channel.id, {}).values())
    last = next((one for one in written if one.author_id == actor.user_id), None)
    if last is None:
        return
    wait = created_at(last.id) + timedelta(seconds=channel.rate_limit_per_user) - now
    if wait > timedelta():
        status, message = ANSWERS[Code.SLOWMODE_RATE_LIMITED]
        raise DiscordError(status, Code.SLOWMODE_RATE_LIMITED, message, retry_after=wait.total_seconds())
