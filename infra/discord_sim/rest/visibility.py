"""What a caller may see of guilds and channels before anything is read from them."""

from infra.discord_sim.rest.call import Call
from infra.discord_sim.world import checks
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import Channel, Guild
from infra.discord_sim.world.permissions import Permission


def guild(call: Call) -> Guild:
    """Return the guild of the path to one of its members, or raise Unknown Guild or Missing Access."""
    found = call.world.guild(call.id("guild_id"))
    checks.acting_member(found, call.actor)
    return found


def guild_for(call: Call, needed: Permission) -> Guild:
    """Return the guild of the path to a member who holds `needed` there."""
    found = call.world.guild(call.id("guild_id"))
    checks.require_in_guild(call.world, found, call.actor, needed)
    return found


def channel(call: Call, needed: Permission = Permission.VIEW_CHANNEL) -> Channel:
    """Return the channel of the path to somebody who sees it and holds `needed` there."""
    found = call.world.channel(call.id("channel_id"))
    checks.require_in_channel(call.world, found, call.actor, needed)
    return found


def guild_channel(call: Call, needed: Permission) -> Channel:
    """Return the channel of the path, which must belong to a guild."""
    found = channel(call, needed)
    if found.guild_id is None:
        raise error(Code.DM_CHANNEL_ACTION)
    return found
