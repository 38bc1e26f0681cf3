"""Change guilds as their owners do, let the bot in and out, and take guilds away."""

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from infra.discord_sim.community.roles import EVERYONE
from infra.discord_sim.control.desk import Desk, body, part, reply
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import bots, guild_life, guilds, members
from infra.discord_sim.world.actions.guilds import GuildChanges
from infra.discord_sim.world.audit import Actor


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """A new guild."""

    name: str
    owner_id: int
    with_bot: bool = True


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """New looks, or a new owner."""

    name: str | UnsetType = UNSET
    icon: str | UnsetType | None = UNSET
    owner_id: int | None = None


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot is granted; the default is everything but ADMINISTRATOR."""

    permissions: int = (1 << 53) - 1 - (1 << 3)


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add the routes of `/control/guilds` about guilds as a whole."""

    async def found(request: web.Request) -> web.Response:
        asked = await body(request, Founding)
        guild = guild_life.create(desk.world, asked.owner_id, asked.name, int(EVERYONE))
        if asked.with_bot:
            _let_in(desk, guild.id, Invitation())
        return reply(render.guild(desk.world, guild))

    async def change(request: web.Request) -> web.Response:
        asked, guild_id = await body(request, Changes), part(request, "guild")
        actor = Actor(user_id=desk.world.guild(guild_id).owner_id)
        guild = guilds.modify(desk.world, actor, guild_id, GuildChanges(name=asked.name, icon=asked.icon))
        if asked.owner_id is not None:
            guild_life.transfer(desk.world, guild_id, asked.owner_id)
        return reply(render.guild(desk.world, guild))

    async def delete(request: web.Request) -> web.Response:
        guild_life.delete(desk.world, part(request, "guild"))
        return reply({})

    async def let_in(request: web.Request) -> web.Response:
        _let_in(desk, part(request, "guild"), await body(request, Invitation))
        return reply({})

    async def put_out(request: web.Request) -> web.Response:
        members.leave(desk.world, part(request, "guild"), _bot_id(desk))
        return reply({})

    async def go_down(request: web.Request) -> web.Response:
        guild_life.go_down(desk.world, part(request, "guild"))
        return reply({})

    async def come_back(request: web.Request) -> web.Response:
        guild_life.come_back(desk.world, part(request, "guild"))
        return reply({})

    router.add_post("/guilds", found)
    router.add_patch(r"/guilds/{guild:\d+}", change)
    router.add_delete(r"/guilds/{guild:\d+}", delete)
    router.add_put(r"/guilds/{guild:\d+}/bot", let_in)
    router.add_delete(r"/guilds/{guild:\d+}/bot", put_out)
    router.add_put(r"/guilds/{guild:\d+}/outage", go_down)
    router.add_delete(r"/guilds/{guild:\d+}/outage", come_back)


def _let_in(desk: Desk, guild_id: int, invitation: Invitation) -> None:
    actor = Actor(user_id=desk.world.guild(guild_id).owner_id)
    client_id = desk.simulator.options.credentials.client_id
    bots.add(desk.world, actor, guild_id, client_id, invitation.permissions)


def _bot_id(desk: Desk) -> int:
    return desk.world.applications[desk.simulator.options.credentials.client_id].bot_id
