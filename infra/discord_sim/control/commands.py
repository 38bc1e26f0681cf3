"""Use the application's commands, buttons and modals as somebody."""

import asyncio
import time
from datetime import timedelta
from typing import Any, Final

import msgspec
from aiohttp import web

from infra.discord_sim.control.desk import Desk, body, part, reply
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import command_use, component_use, interactions
from infra.discord_sim.world.actions.command_use import Invocation
from infra.discord_sim.world.actions.commands import CommandType
from infra.discord_sim.world.actions.component_use import Press
from infra.discord_sim.world.actions.interaction_answers import InteractionType
from infra.discord_sim.world.actions.interactions import Use
from infra.discord_sim.world.model import Interaction
from infra.discord_sim.world.world import World

_LOOK_SECONDS: Final = 0.01
_DEFERRALS: Final = frozenset({5, 6})


class Gesture(msgspec.Struct, frozen=True, kw_only=True):
    """Who does what, where; `data` in Discord's form, unchecked."""

    user_id: int
    data: dict[str, Any]
    type: InteractionType = InteractionType.APPLICATION_COMMAND
    guild_id: int | None = None
    channel_id: int | None = None
    message_id: int | None = None


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Who uses which registered command, as `Invocation` has it with its path; `wait_seconds` for its answer."""

    user_id: int
    channel_id: int
    command: str
    type: CommandType = CommandType.CHAT_INPUT
    options: dict[str, Any] = {}
    focused: str | None = None
    target_id: int | None = None
    wait_seconds: float = 0.0


class Pressed(Press, frozen=True, kw_only=True):
    """Who presses what; `wait_seconds` for the answer."""

    wait_seconds: float = 0.0


class Modal(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody writes into the modal that answered an interaction."""

    user_id: int
    texts: dict[str, str] = {}
    wait_seconds: float = 0.0


def add_routes(router: web.UrlDispatcher, desk: Desk) -> None:
    """Add `/control/interactions` and `/control/commands`."""
    client_id = desk.simulator.options.credentials.client_id

    async def use(request: web.Request) -> web.Response:
        gesture = await body(request, Gesture)
        started = interactions.start(desk.world, Use(application_id=client_id, **msgspec.structs.asdict(gesture)))
        return reply({"id": str(started.id)})

    async def look(request: web.Request) -> web.Response:
        found = _interaction(desk, request)
        return await _answered(desk, found, float(request.query.get("wait_seconds", 0)))

    async def listed(_: web.Request) -> web.Response:
        application = desk.world.applications[client_id]
        shown = [render.application_command(one) for one in desk.world.commands.values()]
        return reply({"commands": shown, "overwrites": application.command_overwrites})

    async def invoke(request: web.Request) -> web.Response:
        asked = await body(request, Command)
        invocation = Invocation(
            application_id=client_id,
            user_id=asked.user_id,
            channel_id=asked.channel_id,
            path=asked.command,
            type=asked.type,
            options=asked.options,
            focused=asked.focused,
            target_id=asked.target_id,
        )
        started = command_use.invoke(desk.world, invocation)
        return await _answered(desk, started, asked.wait_seconds)

    async def press(request: web.Request) -> web.Response:
        pressed = await body(request, Pressed)
        return await _answered(desk, component_use.press(desk.world, client_id, pressed), pressed.wait_seconds)

    async def submit(request: web.Request) -> web.Response:
        modal = await body(request, Modal)
        sent = component_use.submit(desk.world, _interaction(desk, request), modal.user_id, modal.texts)
        return await _answered(desk, sent, modal.wait_seconds)

    router.add_post("/interactions", use)
    router.add_get(r"/interactions/{interaction:\d+}", look)
    router.add_post(r"/interactions/{interaction:\d+}/modal", submit)
    router.add_get("/commands", listed)
    router.add_post("/commands", invoke)
    router.add_post("/components", press)


def _interaction(desk: Desk, request: web.Request) -> Interaction:
    found = desk.world.interactions.get(part(request, "interaction"))
    if found is None:
        raise web.HTTPNotFound
    return found


async def _answered(desk: Desk, used: Interaction, wait_seconds: float) -> web.Response:
    """Wait until the application has said what it has to say, no more than that; show what there is then."""
    until = time.monotonic() + wait_seconds
    while not _is_settled(used) and time.monotonic() < until:  # noqa: ASYNC110 - the world knows no asyncio
        await asyncio.sleep(_LOOK_SECONDS)
    return reply(_shown(desk.world, used))


def _is_settled(used: Interaction) -> bool:
    return used.answered_at is not None and (used.response_type not in _DEFERRALS or used.answers > 1)


def _shown(world: World, used: Interaction) -> dict[str, Any]:
    written = world.messages.get(used.channel_id or 0, {})
    answer = written.get(used.response_message_id or 0)
    more = (written.get(each) for each in used.follow_up_ids)
    return {
        "id": str(used.id),
        "response_type": used.response_type,
        "answered_ms": used.answered_at and (used.answered_at - used.created_at) / timedelta(milliseconds=1),
        "settled": _is_settled(used),
        "message": None if answer is None else render.message(world, answer),
        "follow_ups": [render.message(world, one) for one in more if one is not None],
        "data": used.response_data,
    }
