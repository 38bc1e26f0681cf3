"""Application commands, global or of one guild."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.actions import command_forms
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.model import Application, ApplicationCommand
from infra.discord_sim.world.world import World


class CommandType(IntEnum):
    """Where a command shows up."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


# discord.com/developers/docs/interactions/application-commands#registering-a-command
_MAX_COMMANDS: Mapping[CommandType, int] = MappingProxyType(
    {CommandType.CHAT_INPUT: 100, CommandType.USER: 15, CommandType.MESSAGE: 15}
)


class CommandDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A command as its application wants it; options in Discord's form."""

    name: str
    type: CommandType = CommandType.CHAT_INPUT
    description: str = ""
    options: list[dict[str, Any]] = []
    default_member_permissions: int | None = None
    dm_permission: bool = True
    contexts: list[int] | None = None
    integration_types: list[int] = msgspec.field(default_factory=lambda: [0])
    nsfw: bool = False
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None


class CommandChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    options: list[dict[str, Any]] | UnsetType = UNSET
    default_member_permissions: int | UnsetType | None = UNSET
    dm_permission: bool | UnsetType = UNSET
    contexts: list[int] | UnsetType | None = UNSET
    integration_types: list[int] | UnsetType = UNSET
    nsfw: bool | UnsetType = UNSET
    name_localizations: dict[str, str] | UnsetType | None = UNSET
    description_localizations: dict[str, str] | UnsetType | None = UNSET


def registered(world: World, application: Application, guild_id: int | None) -> list[ApplicationCommand]:
    """List an application's commands of one guild, or its global ones."""
    mine = (one for one in world.commands.values() if one.application_id == application.id)
    return [one for one in mine if one.guild_id == guild_id]


def find(world: World, application: Application, guild_id: int | None, command_id: int) -> ApplicationCommand:
    """Return a command, or raise Unknown application command."""
    command = world.commands.get(command_id)
    if command is None or (command.application_id, command.guild_id) != (application.id, guild_id):
        raise error(Code.UNKNOWN_COMMAND)
    return command


def upsert(
    world: World, application: Application, guild_id: int | None, draft: CommandDraft
) -> tuple[ApplicationCommand, bool]:
    """Create a command, or replace the one of that name and type; tell whether it is new."""
    _check(draft)
    existing = registered(world, application, guild_id)
    same = next((one for one in existing if (one.name, one.type) == (draft.name, draft.type)), None)
    if same is None and sum(one.type == draft.type for one in existing) >= _MAX_COMMANDS[draft.type]:
        raise error(Code.MAX_COMMANDS)
    command = ApplicationCommand(
        id=same.id if same else world.snowflakes.next(),
        application_id=application.id,
        version=world.snowflakes.next(),
        guild_id=guild_id,
        **msgspec.structs.asdict(draft),
    )
    world.commands[command.id] = command
    return command, same is None


def overwrite(
    world: World, application: Application, guild_id: int | None, drafts: list[CommandDraft]
) -> list[ApplicationCommand]:
    """Replace all commands; those that keep name and type keep their id."""
    wanted = {(one.name, one.type) for one in drafts}
    if len(wanted) != len(drafts):
        raise invalid_form("", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    for draft in drafts:
        _check(draft)
    application.command_overwrites += 1
    for old in registered(world, application, guild_id):
        if (old.name, old.type) not in wanted:
            del world.commands[old.id]
    return [upsert(world, application, guild_id, draft)[0] for draft in drafts]


def modify(world: World, command: ApplicationCommand, wanted: CommandChanges) -> ApplicationCommand:
    """Change a command, which gives it a new version."""
    if change_set.apply(command, wanted):
        command.version = world.snowflakes.next()
    return command


def delete(world: World, command: ApplicationCommand) -> None:
    """Delete a command."""
    del world.commands[command.id]


def _check(draft: CommandDraft) -> None:
    if draft.type is not CommandType.CHAT_INPUT:
        command_forms.check_menu(draft.name, draft.description, draft.options)
        return
    localized = {
        "name_localizations": draft.name_localizations,
        "description_localizations": draft.description_localizations,
    }
    command_forms.check_slash(draft.name, draft.description, draft.options, localized)
