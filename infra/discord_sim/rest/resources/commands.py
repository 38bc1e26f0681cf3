"""Application commands, global and of one guild."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.routes import Answer, Reply, Routes
from infra.discord_sim.world import checks, render
from infra.discord_sim.world.actions import commands
from infra.discord_sim.world.actions.commands import CommandChanges, CommandDraft, CommandType
from infra.discord_sim.world.errors import DiscordError
from infra.discord_sim.world.model import ApplicationCommand

routes = Routes()

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"

_NO_PERMISSIONS = 10066

Localizations = dict[str, str]


class CommandForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about a command; options are kept as they come."""

    name: Annotated[str, Meta(min_length=1, max_length=32)] | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=100)] | UnsetType | None = UNSET
    options: Annotated[list[dict[str, Any]], Meta(max_length=25)] | UnsetType | None = UNSET
    default_member_permissions: Annotated[int, Meta(ge=0)] | UnsetType | None = UNSET
    dm_permission: bool | UnsetType | None = UNSET
    contexts: list[int] | UnsetType | None = UNSET
    integration_types: list[int] | UnsetType | None = UNSET
    nsfw: bool | UnsetType | None = UNSET
    name_localizations: Localizations | UnsetType | None = UNSET
    description_localizations: Localizations | UnsetType | None = UNSET


class NewCommandForm(CommandForm, frozen=True, kw_only=True):
    """A command to create."""

    name: Annotated[str, Meta(min_length=1, max_length=32)]
    type: CommandType | UnsetType | None = UNSET


@routes.get(_GLOBAL)
@routes.get(_GUILD)
def list_commands(call: Call) -> Answer:
    """List commands."""
    found = commands.registered(call.world, call.own_application(), _guild_id(call))
    return [render.application_command(one) for one in found]


@routes.post(_GLOBAL)
@routes.post(_GUILD)
def create_command(call: Call) -> Answer:
    """Create a command (201), or replace the one of that name (200)."""
    draft = forms.as_changes(CommandDraft, call.form(NewCommandForm))
    command, is_new = commands.upsert(call.world, call.own_application(), _guild_id(call), draft)
    return Reply(payload=render.application_command(command), status=201 if is_new else 200)


@routes.put(_GLOBAL)
@routes.put(_GUILD)
def bulk_set_commands(call: Call) -> Answer:
    """Replace all commands."""
    drafts = [forms.as_changes(CommandDraft, one) for one in call.forms(NewCommandForm)]
    kept = commands.overwrite(call.world, call.own_application(), _guild_id(call), drafts)
    return [render.application_command(one) for one in kept]


@routes.get(f"{_GLOBAL}/{{command_id}}")
@routes.get(f"{_GUILD}/{{command_id}}")
def get_command(call: Call) -> Answer:
    """Show a command."""
    return render.application_command(_command(call))


@routes.patch(f"{_GLOBAL}/{{command_id}}")
@routes.patch(f"{_GUILD}/{{command_id}}")
def update_command(call: Call) -> Answer:
    """Change a command."""
    changes = forms.as_changes(CommandChanges, call.form(CommandForm))
    return render.application_command(commands.modify(call.world, _command(call), changes))


@routes.delete(f"{_GLOBAL}/{{command_id}}")
@routes.delete(f"{_GUILD}/{{command_id}}")
def delete_command(call: Call) -> Answer:
    """Delete a command."""
    commands.delete(call.world, _command(call))
    return None


@routes.get(f"{_GUILD}/permissions")
def list_command_permissions(call: Call) -> Answer:
    """List who may use which command: nobody has changed that here."""
    call.own_application()
    _guild_id(call)
    return []


@routes.get(f"{_GUILD}/{{command_id}}/permissions")
def get_command_permissions(call: Call) -> Answer:
    """Answer that nobody has changed who may use a command."""
    call.own_application()
    _guild_id(call)
    raise DiscordError(404, _NO_PERMISSIONS, "Unknown application command permissions")


def _guild_id(call: Call) -> int | None:
    """Return the guild of the path, where the application's bot must be."""
    if "guild_id" not in call.parameters:
        return None
    guild = call.world.guild(call.id("guild_id"))
    checks.acting_member(guild, call.actor)
    return guild.id


def _command(call: Call) -> ApplicationCommand:
    return commands.find(call.world, call.own_application(), _guild_id(call), call.id("command_id"))
