"""Change what people choose for themselves, and read the direct messages that they got."""

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, part, reply
from infra.discord_sim.world import render
from infra.discord_sim.world.kinds import ChannelType


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """The client's language, and whether anybody may write to them."""

    locale: str | None = None
    closed_dms: bool | None = None


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add `/control/users/{user}`."""

    async def choose(request: web.Request) -> web.Response:
        user, choices = desk.world.user(part(request, "user")), await body(request, Choices)
        if choices.locale is not None:
            user.locale = choices.locale
        if choices.closed_dms is not None:
            user.closed_dms = choices.closed_dms
        return reply(render.user(user))

    async def received(request: web.Request) -> web.Response:
        user_id = part(request, "user")
        mine = [one for one in desk.world.channels.values() if one.type is ChannelType.DM and user_id in one.recipients]
        found = [message for one in mine for message in desk.world.messages.get(one.id, {}).values()]
        return reply([render.message(desk.world, one) for one in found if one.author_id != user_id])

    router.add_patch(r"/users/{user:\d+}", choose)
    router.add_get(r"/users/{user:\d+}/messages", received)
