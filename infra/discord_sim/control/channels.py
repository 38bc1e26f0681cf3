"""Give a guild as many channels as it takes."""

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, part, reply
from infra.discord_sim.world.actions import channels
from infra.discord_sim.world.actions.channels import ChannelChanges
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.kinds import ChannelType


class Filling(msgspec.Struct, frozen=True, kw_only=True):
    """How many channels there are to be, and how many in each new category."""

    total: int
    per_category: int = 45


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add the route of `/control/guilds/{guild}/channels`."""

    async def fill(request: web.Request) -> web.Response:
        asked, guild_id = await body(request, Filling), part(request, "guild")
        return reply({"created": _fill(desk, guild_id, asked)})

    router.add_post(r"/guilds/{guild:\d+}/channels", fill)


def _fill(desk: Desk, guild_id: int, asked: Filling) -> int:
    """Create what is missing; threads do not count, as on Discord."""
    guild = desk.world.guild(guild_id)
    actor = Actor(user_id=guild.owner_id)
    missing = asked.total - sum(not each.is_thread for each in guild.channels.values())
    parent = None
    for number in range(missing):
        if number % (asked.per_category + 1) == 0:
            named = ChannelChanges(name=f"Area {number}")
            parent = channels.create(desk.world, actor, guild_id, ChannelType.GUILD_CATEGORY, named)
        else:
            named = ChannelChanges(name=f"room-{number}", parent_id=None if parent is None else parent.id)
            channels.create(desk.world, actor, guild_id, ChannelType.GUILD_TEXT, named)
    return max(missing, 0)
