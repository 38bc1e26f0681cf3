"""All commands that there are."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot_worker.slash.language import Language
from bot_worker.slash.registration import (
    CommandType,
    Menu,
    Option,
    OptionType,
    Slash,
    registered_menu,
    registered_slash,
)
from bot_worker.slash.texts import say
from shared.adapters.discord.resources.commands import NewCommand
from shared.features.access.model import GuildPermission
from shared.features.cases.model import MAX_REASON
from shared.features.purges.model import MAX_PATTERN, MAX_TEXT
from shared.kernel.permissions import Permission

MOST_PURGED: Final = 1_000
DELETIONS: Final = (0, 3_600, 21_600, 86_400, 259_200, 604_800)
_WRITTEN: Final = (0, 2, 5, 10, 11, 12, 13)  # types of channels in which people write
_LOCKABLE: Final = (0, 2, 5, 13, 15)

_USER: Final = Option(name="user", type=OptionType.USER, meaning="user", required=True)
_REASON: Final = Option(
    name="reason", type=OptionType.STRING, meaning="reason", autocomplete=True, max_length=MAX_REASON
)
_WHY: Final = Option(
    name="reason", type=OptionType.STRING, meaning="reason", required=True, autocomplete=True, max_length=MAX_REASON
)
_NOTE: Final = Option(name="text", type=OptionType.STRING, meaning="note", required=True, max_length=MAX_REASON)
_TELL: Final = Option(name="notify", type=OptionType.BOOLEAN, meaning="notify")
_HIDDEN: Final = Option(name="hidden", type=OptionType.BOOLEAN, meaning="hidden")
_CONFIRM: Final = Option(name="confirm", type=OptionType.BOOLEAN, meaning="confirm")
_DELETE: Final = Option(name="delete", type=OptionType.INTEGER, meaning="delete", choices=DELETIONS)
_ROLE: Final = Option(name="role", type=OptionType.ROLE, meaning="role", required=True)
_NUMBER: Final = Option(
    name="number", type=OptionType.INTEGER, meaning="number", required=True, autocomplete=True, min_value=1
)
_CHANNEL: Final = Option(name="channel", type=OptionType.CHANNEL, meaning="channel", channel_types=_LOCKABLE)


def _duration(meaning: str, *, required: bool = False) -> Option:
    return Option(
        name="duration",
        type=OptionType.STRING,
        meaning=meaning,
        required=required,
        autocomplete=True,
        max_length=40,
    )


def _only(name: str, kind: OptionType, *, meaning: str = "", max_length: int | None = None) -> Option:
    return Option(name=name, type=kind, meaning=meaning or name, max_length=max_length)


_ROLE_OPTIONS: Final = (_USER, _ROLE, _duration("until"), _REASON)
_PURGE_OPTIONS: Final = (
    Option(name="count", type=OptionType.INTEGER, meaning="count", required=True, min_value=1, max_value=MOST_PURGED),
    _only("user", OptionType.USER, meaning="author"),
    _only("text", OptionType.STRING, max_length=MAX_TEXT),
    _only("pattern", OptionType.STRING, max_length=MAX_PATTERN),
    _only("links", OptionType.BOOLEAN),
    _only("attachments", OptionType.BOOLEAN),
    _only("bots", OptionType.BOOLEAN),
    _only("within", OptionType.STRING, max_length=40),
    _only("pinned", OptionType.BOOLEAN),
    Option(name="channel", type=OptionType.CHANNEL, meaning="channel", channel_types=_WRITTEN),
    _REASON,
    _CONFIRM,
)

_MODERATE: Final = Permission.MODERATE_MEMBERS
COMMANDS: Final = (
    Slash(name="warn", permissions=_MODERATE, options=(_USER, _WHY, _duration("counts"), _TELL, _HIDDEN)),
    Slash(name="note", permissions=_MODERATE, options=(_USER, _NOTE)),
    Slash(
        name="timeout",
        permissions=_MODERATE,
        options=(_USER, _duration("duration", required=True), _REASON, _TELL, _HIDDEN),
    ),
    Slash(name="untimeout", permissions=_MODERATE, options=(_USER, _REASON)),
    Slash(name="kick", permissions=Permission.KICK_MEMBERS, options=(_USER, _REASON, _TELL, _HIDDEN, _CONFIRM)),
    Slash(
        name="ban",
        permissions=Permission.BAN_MEMBERS,
        options=(_USER, _duration("until"), _DELETE, _REASON, _TELL, _HIDDEN, _CONFIRM),
    ),
    Slash(
        name="softban",
        permissions=Permission.BAN_MEMBERS,
        options=(_USER, _DELETE, _REASON, _TELL, _HIDDEN, _CONFIRM),
    ),
    Slash(name="unban", permissions=Permission.BAN_MEMBERS, options=(_USER, _REASON)),
    Slash(
        name="nick",
        permissions=Permission.MANAGE_NICKNAMES,
        options=(_USER, _only("nick", OptionType.STRING, max_length=32), _REASON),
    ),
    Slash(
        name="role",
        permissions=Permission.MANAGE_ROLES,
        parts=(Slash(name="give", options=_ROLE_OPTIONS), Slash(name="take", options=_ROLE_OPTIONS)),
    ),
    Slash(
        name="case",
        permissions=_MODERATE,
        parts=(
            Slash(name="view", options=(_NUMBER,)),
            Slash(name="edit", options=(_NUMBER, _WHY)),
            Slash(name="delete", options=(_NUMBER,)),
        ),
    ),
    Slash(name="history", permissions=_MODERATE, options=(_USER,)),
    Slash(name="purge", permissions=Permission.MANAGE_MESSAGES, options=_PURGE_OPTIONS),
    Slash(name="lock", permissions=Permission.MANAGE_CHANNELS, options=(_CHANNEL, _REASON)),
    Slash(name="unlock", permissions=Permission.MANAGE_CHANNELS, options=(_CHANNEL, _REASON)),
    Slash(
        name="slowmode",
        permissions=Permission.MANAGE_CHANNELS,
        options=(
            Option(name="duration", type=OptionType.STRING, meaning="pace", required=True, max_length=40),
            Option(name="channel", type=OptionType.CHANNEL, meaning="channel", channel_types=_WRITTEN),
            _REASON,
        ),
    ),
)

MENUS: Final = (
    Menu(text="menu.warn", type=CommandType.USER, permissions=_MODERATE),
    Menu(text="menu.timeout", type=CommandType.USER, permissions=_MODERATE),
    Menu(text="menu.note", type=CommandType.USER, permissions=_MODERATE),
    Menu(text="menu.history", type=CommandType.USER, permissions=_MODERATE),
    Menu(text="menu.warn_message", type=CommandType.MESSAGE, permissions=_MODERATE),
    Menu(text="menu.delete_warn", type=CommandType.MESSAGE, permissions=Permission.MANAGE_MESSAGES),
)

MENU_KEYS: Final[Mapping[str, str]] = MappingProxyType({say(Language.ENGLISH, menu.text): menu.text for menu in MENUS})
"""What Discord calls an entry, by which it is told, to the key of its text."""

_MORE: Final[Mapping[str, tuple[GuildPermission, ...]]] = MappingProxyType(
    {
        "role give": (GuildPermission.MODERATE, GuildPermission.MANAGE_ROLES),
        "role take": (GuildPermission.MODERATE, GuildPermission.MANAGE_ROLES),
        "lock": (GuildPermission.MANAGE_CHANNELS,),
        "unlock": (GuildPermission.MANAGE_CHANNELS,),
        "slowmode": (GuildPermission.MANAGE_CHANNELS,),
    }
)


def needed_for(path: str) -> tuple[GuildPermission, ...]:
    """Return what our own rules ask of whoever uses a command."""
    return _MORE.get(path, (GuildPermission.MODERATE,))


def registered() -> list[NewCommand]:
    """Return all commands as Discord takes them."""
    return [registered_slash(each) for each in COMMANDS] + [registered_menu(each) for each in MENUS]
