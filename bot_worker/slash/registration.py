"""A command as Discord registers it, in every language that it has a name in.

discord.com/developers/docs/interactions/application-commands#application-command-object
"""

from enum import IntEnum
from typing import Any, Final

import msgspec

from bot_worker.slash.language import Language
from bot_worker.slash.texts import TEXTS, say
from shared.adapters.discord.payloads import Bits
from shared.adapters.discord.resources.commands import NewCommand
from shared.kernel.permissions import Permission

_LOCALES: Final = {Language.FRENCH: "fr"}
_IN_GUILDS: Final = 0


class CommandType(IntEnum):
    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    SUB_COMMAND = 1
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """`meaning` is the key of its description; `choices` are whole numbers, each with a text of its own."""

    name: str
    type: OptionType
    meaning: str
    required: bool = False
    autocomplete: bool = False
    choices: tuple[int, ...] = ()
    min_value: int | None = None
    max_value: int | None = None
    max_length: int | None = None
    channel_types: tuple[int, ...] = ()


class Slash(msgspec.Struct, frozen=True, kw_only=True):
    """A slash command, or a part of one; `permissions`: who sees it unless a guild decides otherwise in Discord."""

    name: str
    permissions: Permission = Permission(0)
    options: tuple[Option, ...] = ()
    parts: tuple["Slash", ...] = ()


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the context menu on users or on messages; `text` is the key of its name."""

    text: str
    type: CommandType
    permissions: Permission


def registered_slash(command: Slash) -> NewCommand:
    parts = [_part_payload(command.name, part) for part in command.parts]
    return NewCommand(
        type=CommandType.CHAT_INPUT,
        **_named(command.name, command.name),
        options=tuple(parts or [_option_payload(each) for each in command.options]),
        default_member_permissions=Bits(command.permissions),
        contexts=(_IN_GUILDS,),
    )


def registered_menu(menu: Menu) -> NewCommand:
    return NewCommand(
        type=menu.type,
        name=say(Language.ENGLISH, menu.text),
        name_localizations={locale: say(each, menu.text) for each, locale in _LOCALES.items()},
        default_member_permissions=Bits(menu.permissions),
        contexts=(_IN_GUILDS,),
    )


def _part_payload(parent: str, part: Slash) -> dict[str, Any]:
    options = [_option_payload(each) for each in part.options]
    named = _named(part.name, f"{parent} {part.name}")
    return {"type": int(OptionType.SUB_COMMAND), **named, "options": options}


def _option_payload(option: Option) -> dict[str, Any]:
    limits = {
        name: getattr(option, name)
        for name in ("min_value", "max_value", "max_length")
        if getattr(option, name) is not None
    }
    flags = {name: True for name in ("required", "autocomplete") if getattr(option, name)}
    payload = {"type": int(option.type), **_named(option.name, f"option.{option.meaning}"), **limits, **flags}
    if option.choices:
        payload["choices"] = [_choice(each) for each in option.choices]
    if option.channel_types:
        payload["channel_types"] = list(option.channel_types)
    return payload


def _choice(value: int) -> dict[str, Any]:
    return {
        "name": say(Language.ENGLISH, f"choice.{value}"),
        "name_localizations": {locale: say(each, f"choice.{value}") for each, locale in _LOCALES.items()},
        "value": value,
    }


def _named(name: str, description: str) -> dict[str, Any]:
    """Name it in English; where another language has another word, in that as well."""
    return {
        "name": name,
        "name_localizations": {
            locale: TEXTS[each][f"name.{name}"] for each, locale in _LOCALES.items() if f"name.{name}" in TEXTS[each]
        },
        "description": say(Language.ENGLISH, description),
        "description_localizations": {locale: say(each, description) for each, locale in _LOCALES.items()},
    }
