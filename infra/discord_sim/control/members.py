"""Come, go, and be moderated by people rather than by the bot."""

import random
from collections.abc import Callable
from datetime import timedelta

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from infra.discord_sim.community import people
from infra.discord_sim.control.desk import Desk, body, part, reply
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import bans, member_update, members
from infra.discord_sim.world.actions.member_update import MemberChanges
from infra.discord_sim.world.audit import Actor


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Who joins; without `user_id` somebody new."""

    user_id: int | None = None


class Raid(msgspec.Struct, frozen=True, kw_only=True):
    """How many raiders join within how many seconds."""

    size: int = 20
    seconds: float = 10.0


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a person does to a member; without `actor_id` it is the owner."""

    actor_id: int | None = None
    reason: str | None = None
    timeout_seconds: float | None = None
    delete_message_seconds: int = 0
    nick: str | UnsetType | None = UNSET
    roles: list[int] | UnsetType = UNSET


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add the routes below `/control/guilds/{guild}` about people."""
    source = random.Random(f"{desk.world.seed} arrivals")

    async def join(request: web.Request) -> web.Response:
        arrival = await body(request, Arrival)
        user_id = arrival.user_id or people.newcomer(desk.world, source)
        return reply(render.member(desk.world, members.join(desk.world, part(request, "guild"), user_id)))

    async def leave(request: web.Request) -> web.Response:
        members.leave(desk.world, part(request, "guild"), part(request, "user"))
        return reply({})

    async def raid(request: web.Request) -> web.Response:
        asked = await body(request, Raid)
        desk.world.guild(part(request, "guild"))
        raiders = desk.living().raid(part(request, "guild"), asked.size, asked.seconds)
        return reply({"user_ids": render.snowflakes(raiders)})

    async def moderate(request: web.Request) -> web.Response:
        asked, guild_id = await body(request, Judgement), part(request, "guild")
        actor = Actor(user_id=asked.actor_id or desk.world.guild(guild_id).owner_id, reason=asked.reason)
        _ACTS[request.match_info["act"]](desk, actor, guild_id, part(request, "user"), asked)
        return reply({})

    router.add_post(r"/guilds/{guild:\d+}/members", join)
    router.add_delete(r"/guilds/{guild:\d+}/members/{user:\d+}", leave)
    router.add_post(r"/guilds/{guild:\d+}/raid", raid)
    router.add_post(rf"/guilds/{{guild:\d+}}/members/{{user:\d+}}/{{act:{'|'.join(_ACTS)}}}", moderate)


def _kick(desk: Desk, actor: Actor, guild_id: int, user_id: int, _: Judgement) -> None:
    members.kick(desk.world, actor, guild_id, user_id)


def _ban(desk: Desk, actor: Actor, guild_id: int, user_id: int, asked: Judgement) -> None:
    bans.ban(desk.world, actor, guild_id, user_id, delete_message_seconds=asked.delete_message_seconds)


def _unban(desk: Desk, actor: Actor, guild_id: int, user_id: int, _: Judgement) -> None:
    bans.unban(desk.world, actor, guild_id, user_id)


def _update(desk: Desk, actor: Actor, guild_id: int, user_id: int, asked: Judgement) -> None:
    changes = MemberChanges(nick=asked.nick, roles=asked.roles)
    if asked.timeout_seconds is not None:
        until = desk.world.clock.now() + timedelta(seconds=asked.timeout_seconds)
        changes = msgspec.structs.replace(changes, communication_disabled_until=until)
    member_update.update(desk.world, actor, guild_id, user_id, changes)


_ACTS: dict[str, Callable[[Desk, Actor, int, int, Judgement], None]] = {
    "kick": _kick,
    "ban": _ban,
    "unban": _unban,
    "update": _update,
}
