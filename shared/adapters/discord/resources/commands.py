"""Application commands (discord.com/developers/docs/interactions/application-commands)."""

from collections.abc import Sequence
from typing import Any, Final

from shared.adapters.discord.payloads import UNSET, Bits, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import Resource
from shared.kernel.snowflakes import Snowflake


class Command(Payload, frozen=True, kw_only=True):
    """`default_member_permissions` None: everybody may use it; `guild_id` None: it is in every guild.

    Localizations are texts by Discord's locale (discord.com/developers/docs/reference#locales).
    """

    id: Snowflake
    application_id: Snowflake
    type: int = 1
    name: str
    description: str = ""
    guild_id: Snowflake | None = None
    default_member_permissions: Bits | None = None
    options: tuple[dict[str, Any], ...] = ()
    contexts: tuple[int, ...] | None = None
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None
    version: Snowflake | None = None


class NewCommand(Payload, frozen=True, kw_only=True):
    """`type` 1: slash command, 2: on a user, 3: on a message (these two have no description)."""

    name: str
    type: int = 1
    description: str | Unset = UNSET
    options: tuple[dict[str, Any], ...] | Unset = UNSET
    default_member_permissions: Bits | Unset | None = UNSET
    contexts: tuple[int, ...] | Unset = UNSET
    name_localizations: dict[str, str] | Unset = UNSET
    description_localizations: dict[str, str] | Unset = UNSET


_commands: Final = Decoder(list[Command])
_GLOBAL: Final = "/applications/{application_id}/commands"
_OF_GUILD: Final = "/applications/{application_id}/guilds/{guild_id}/commands"


class Commands(Resource):
    def of_application(self, application_id: int) -> list[Command]:
        """Return those that are in every guild, in all their languages."""
        query = {"with_localizations": True}
        return self._read(_commands, _GLOBAL, query, application_id=application_id)

    def of_guild(self, application_id: int, guild_id: int) -> list[Command]:
        return self._read(_commands, _OF_GUILD, application_id=application_id, guild_id=guild_id)

    def overwrite(self, application_id: int, commands: Sequence[NewCommand]) -> list[Command]:
        """Replace all commands that are in every guild."""
        return self._write(_commands, f"PUT {_GLOBAL}", commands, application_id=application_id)

    def overwrite_in_guild(self, application_id: int, guild_id: int, commands: Sequence[NewCommand]) -> list[Command]:
        operation = f"PUT {_OF_GUILD}"
        return self._write(_commands, operation, commands, application_id=application_id, guild_id=guild_id)
