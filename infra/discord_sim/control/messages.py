"""Speak, correct and delete as somebody."""

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, part, reply
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import deletions, messages
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.audit import Actor


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Who says what; without `user_id` it is the guild's owner."""

    content: str
    user_id: int | None = None
    reply_to: int | None = None


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """Who deletes."""

    user_id: int


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add `/control/channels/{channel}/messages`."""

    async def send(request: web.Request) -> web.Response:
        said, channel_id = await body(request, Said), part(request, "channel")
        actor = Actor(user_id=said.user_id or _owner(desk, channel_id))
        draft = Draft(content=said.content, reply_to=said.reply_to)
        message = messages.create(desk.world, actor, channel_id, draft)
        return reply(render.gateway_message(desk.world, message))

    async def edit(request: web.Request) -> web.Response:
        said, channel_id, message_id = await body(request, Said), part(request, "channel"), part(request, "message")
        author_id = said.user_id or desk.world.message(channel_id, message_id).author_id
        draft = Draft(content=said.content)
        message = messages.edit(desk.world, Actor(user_id=author_id), channel_id, message_id, draft)
        return reply(render.gateway_message(desk.world, message))

    async def delete(request: web.Request) -> web.Response:
        removal = await body(request, Removal)
        actor = Actor(user_id=removal.user_id)
        deletions.delete(desk.world, actor, part(request, "channel"), part(request, "message"))
        return reply({})

    router.add_post(r"/channels/{channel:\d+}/messages", send)
    router.add_patch(r"/channels/{channel:\d+}/messages/{message:\d+}", edit)
    router.add_delete(r"/channels/{channel:\d+}/messages/{message:\d+}", delete)


def _owner(desk: Desk, channel_id: int) -> int:
    channel = desk.world.channel(channel_id)
    return channel.recipients[0] if channel.guild_id is None else desk.world.guild(channel.guild_id).owner_id
