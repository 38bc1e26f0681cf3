"""Somebody uses a registered command, or presses what an application put under a message: as Discord's client does."""

from typing import Any

import msgspec

from infra.discord_sim.world import checks, permissions
from infra.discord_sim.world.actions import command_options, interactions
from infra.discord_sim.world.actions.command_forms import NESTING, Option
from infra.discord_sim.world.actions.command_options import Giver, Named
from infra.discord_sim.world.actions.commands import CommandType
from infra.discord_sim.world.actions.interaction_answers import InteractionType
from infra.discord_sim.world.actions.interactions import Use
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error
from infra.discord_sim.world.model import ApplicationCommand, Channel, Guild, Interaction
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.render import resolved
from infra.discord_sim.world.world import World


class Invocation(msgspec.Struct, frozen=True, kw_only=True):
    """Who uses which command where; `path` is its name and those of its subcommands: `role give`.

    `target_id` is the user or the message of a context menu; `focused` asks for autocompletion of that option only.
    """

    application_id: int
    user_id: int
    channel_id: int
    path: str
    type: CommandType = CommandType.CHAT_INPUT
    options: dict[str, Any] = {}
    focused: str | None = None
    target_id: int | None = None


def invoke(world: World, asked: Invocation) -> Interaction:
    """Start an interaction, or raise what keeps the client from starting one."""
    channel = world.channel(asked.channel_id)
    guild = None if channel.guild_id is None else world.guild(channel.guild_id)
    command = _find(world, asked, guild)
    _check_may_use(world, asked, guild, channel, command)
    data: dict[str, Any] = {"id": str(command.id), "name": command.name, "type": command.type}
    if command.guild_id is not None:
        data["guild_id"] = str(command.guild_id)
    if asked.type is CommandType.CHAT_INPUT:
        data |= _slash_data(world, asked, guild, command)
    else:
        data |= _menu_data(world, asked, guild)
    use = Use(
        application_id=asked.application_id,
        user_id=asked.user_id,
        type=InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE
        if asked.focused is not None
        else InteractionType.APPLICATION_COMMAND,
        data=data,
        guild_id=channel.guild_id,
        channel_id=channel.id,
    )
    return interactions.start(world, use)


def _find(world: World, asked: Invocation, guild: Guild | None) -> ApplicationCommand:
    """Return the guild's own command before the global one of that name."""
    name = asked.path.split()[0] if asked.type is CommandType.CHAT_INPUT else asked.path
    found = [
        one
        for one in world.commands.values()
        if (one.application_id, one.name, one.type) == (asked.application_id, name, asked.type)
        and one.guild_id in (None, guild.id if guild else None)
    ]
    if not found:
        raise error(Code.UNKNOWN_COMMAND)
    return max(found, key=lambda one: one.guild_id is not None)


def _check_may_use(
    world: World, asked: Invocation, guild: Guild | None, channel: Channel, command: ApplicationCommand
) -> None:
    if guild is None:
        if not command.dm_permission or (command.contexts is not None and 1 not in command.contexts):
            raise error(Code.UNKNOWN_COMMAND)
        return
    if world.applications[asked.application_id].bot_id not in guild.members:
        raise error(Code.UNKNOWN_COMMAND)
    if command.contexts is not None and 0 not in command.contexts:
        raise error(Code.UNKNOWN_COMMAND)
    actor, needed = Actor(user_id=asked.user_id), Permission.USE_APPLICATION_COMMANDS
    member = checks.require_in_channel(world, channel, actor, needed)
    held = permissions.in_channel(guild, channel, member, world.clock.now()) if member else permissions.NONE
    wanted = command.default_member_permissions
    if wanted is None or Permission.ADMINISTRATOR in held:
        return
    if wanted == 0 or held & wanted != wanted:  # 0: administrators only
        raise error(Code.MISSING_PERMISSIONS)


def _slash_data(world: World, asked: Invocation, guild: Guild | None, command: ApplicationCommand) -> dict[str, Any]:
    giver = Giver(user_id=asked.user_id, guild=guild, focused=asked.focused)
    options, named = _nested(world, giver, command.options, asked.path.split()[1:], asked.options)
    shown = command_options.resolve(world, giver, named)
    return ({"options": options} if options else {}) | ({"resolved": shown} if shown else {})


def _nested(
    world: World, giver: Giver, registered: list[Option], path: list[str], given: dict[str, Any]
) -> tuple[list[dict[str, Any]], Named]:
    if not path:
        if any(one["type"] in NESTING for one in registered):
            raise error(Code.UNKNOWN_COMMAND)
        return command_options.taken(world, giver, registered, given)
    step = next((one for one in registered if one["type"] in NESTING and one["name"] == path[0]), None)
    if step is None:
        raise error(Code.UNKNOWN_COMMAND)
    options, named = _nested(world, giver, step.get("options") or [], path[1:], given)
    return [{"name": step["name"], "type": step["type"], "options": options}], named


def _menu_data(world: World, asked: Invocation, guild: Guild | None) -> dict[str, Any]:
    target_id = asked.target_id or 0
    if asked.type is CommandType.USER:
        shown = resolved.users_and_members(world, guild, [world.user(target_id).id])
    else:
        shown = resolved.messages(world, [world.message(asked.channel_id, target_id)])
    return {"target_id": str(target_id), "resolved": shown}
