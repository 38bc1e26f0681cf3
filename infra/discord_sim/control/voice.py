"""Let people into voice channels, and out again."""

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, part, reply
from infra.discord_sim.world.actions import voice
from infra.discord_sim.world.model import VoiceState


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Which channel a member goes to; None for out of voice."""

    channel_id: int | None = None


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add `/control/guilds/{guild}/members/{user}/voice`."""

    async def move(request: web.Request) -> web.Response:
        entry, guild_id, user_id = await body(request, Entry), part(request, "guild"), part(request, "user")
        if entry.channel_id is None:
            voice.leave(desk.world, guild_id, user_id)
        else:
            state = VoiceState(user_id=user_id, channel_id=entry.channel_id, session_id=f"{user_id:032x}")
            voice.move(desk.world, guild_id, state)
        return reply({})

    router.add_put(r"/guilds/{guild:\d+}/members/{user:\d+}/voice", move)
