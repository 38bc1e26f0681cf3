"""What Discord asks of a command that an application registers.

discord.com/developers/docs/interactions/application-commands#application-command-object
"""

import re
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

import msgspec

from infra.discord_sim.world.errors import invalid_form, required

# discord.com/developers/docs/reference#locales
_LOCALES = """
    id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja
    zh-TW ko
"""
LOCALES: Final = frozenset(_LOCALES.split())
MAX_CHOICES: Final = 25
_MAX_OPTIONS = 25
_MAX_DESCRIPTION = 100
_MAX_TEXT = 8_000
_NAME = re.compile(r"^[-_'\w]{1,32}$")
_MENU_NAME_LENGTH = 32

Option = dict[str, Any]


class OptionType(IntEnum):
    """What a person may give a command."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


class _Choice(msgspec.Struct):
    name: str
    value: str | float
    name_localizations: dict[str, str] | None = None


class _Shape(msgspec.Struct):
    """What the parts of an option are, whatever they say."""

    type: int
    name: str
    description: str
    required: bool | None = None
    options: list["_Shape"] | None = None
    choices: list[_Choice] | None = None
    autocomplete: bool | None = None
    min_value: float | None = None
    max_value: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    channel_types: list[int] | None = None
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None


NESTING: Final = frozenset({OptionType.SUB_COMMAND, OptionType.SUB_COMMAND_GROUP})


def check_slash(name: str, description: str, options: list[Option], localized: Mapping[str, Any]) -> None:
    """Raise 50035 for a slash command that Discord would refuse."""
    _check_texts("", {"name": name, "description": description, **localized})
    try:
        msgspec.convert(options, list[_Shape])
    except msgspec.ValidationError as problem:
        raise invalid_form("options", "DICT_TYPE_CONVERT", str(problem)) from None
    _check_options("options", options, depth=0)
    if _length({"name": name, "description": description, **localized, "options": options}) > _MAX_TEXT:
        raise invalid_form("", "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({_MAX_TEXT})")


def check_menu(name: str, description: str, options: list[Option]) -> None:
    """Raise 50035 for a context menu that Discord would refuse: it has a name and nothing else."""
    if not 1 <= len(name) <= _MENU_NAME_LENGTH:
        raise invalid_form("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 32 in length.")
    if description:
        raise invalid_form("description", "APPLICATION_COMMAND_DESCRIPTION", "Context menu commands have none")
    if options:
        raise invalid_form("options", "APPLICATION_COMMAND_OPTIONS", "Context menu commands cannot have options")


def _check_options(path: str, options: list[Option], *, depth: int) -> None:
    if len(options) > _MAX_OPTIONS:
        raise invalid_form(path, "BASE_TYPE_MAX_LENGTH", f"Must be {_MAX_OPTIONS} or fewer in length.")
    names = [one.get("name") for one in options]
    if len(set(names)) != len(names):
        raise invalid_form(path, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name must be unique")
    needed = [bool(one.get("required")) for one in options]
    if needed != sorted(needed, reverse=True):
        raise invalid_form(
            path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before"
        )
    for index, one in enumerate(options):
        _check_option(f"{path}.{index}", one, depth)


def _check_option(path: str, option: Option, depth: int) -> None:
    _check_texts(f"{path}.", option)
    kind = option.get("type")
    if kind not in {each.value for each in OptionType}:
        raise invalid_form(f"{path}.type", "BASE_TYPE_CHOICES", "Value must be one of the option types")
    if kind in NESTING:
        if depth + (kind == OptionType.SUB_COMMAND_GROUP) > 1:
            raise invalid_form(f"{path}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deeply")
        _check_options(f"{path}.options", option.get("options") or [], depth=depth + 1)
    choices = option.get("choices") or []
    if len(choices) > MAX_CHOICES:
        raise invalid_form(f"{path}.choices", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CHOICES} or fewer in length.")
    if choices and option.get("autocomplete"):
        message = "Autocomplete and choices exclude each other"
        raise invalid_form(f"{path}.autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", message)


def _check_texts(prefix: str, named: Mapping[str, Any]) -> None:
    for locale, name in {"": named.get("name"), **(named.get("name_localizations") or {})}.items():
        _check_name(f"{prefix}name{'_localizations.' + locale if locale else ''}", name, locale)
    for locale, text in {"": named.get("description"), **(named.get("description_localizations") or {})}.items():
        path = f"{prefix}description{'_localizations.' + locale if locale else ''}"
        _check_locale(path, locale)
        if not text:
            raise required(path)
        if len(text) > _MAX_DESCRIPTION:
            raise invalid_form(path, "BASE_TYPE_MAX_LENGTH", f"Must be {_MAX_DESCRIPTION} or fewer in length.")


def _check_name(path: str, name: str, locale: str) -> None:
    _check_locale(path, locale)
    if not name:
        raise required(path)
    if name != name.lower() or not _NAME.match(name):
        raise invalid_form(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_locale(path: str, locale: str) -> None:
    if locale and locale not in LOCALES:
        raise invalid_form(path, "APPLICATION_COMMAND_INVALID_LOCALE", "Locale is invalid")


def _length(command: Mapping[str, Any]) -> int:
    """Count what Discord counts: names, descriptions and choices' values, in the longest of their languages."""
    own = sum(
        max(len(text) for text in [command.get(key) or "", *(command.get(f"{key}_localizations") or {}).values()])
        for key in ("name", "description")
    )
    chosen = sum(len(str(one.get("name"))) + len(str(one.get("value"))) for one in command.get("choices") or [])
    return own + chosen + sum(map(_length, command.get("options") or []))
