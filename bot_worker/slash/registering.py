"""Keeps Discord's list of our commands what it should be: overwritten only where it is not."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Final, Protocol

from msgspec import UNSET

from shared.adapters.discord.resources.commands import Command, NewCommand
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

WAIT: Final = timedelta(seconds=30)  # for another worker, which does the same
_OF_AN_OPTION: Final = (
    "type", "name", "name_localizations", "description", "description_localizations", "required", "autocomplete",
    "choices", "options", "min_value", "max_value", "min_length", "max_length", "channel_types", "value",
)  # fmt: skip


class Locks(Protocol):
    def hold(self, key: str, *, wait: timedelta) -> AbstractContextManager[None]: ...


class CommandList(Protocol):
    def of_application(self, application_id: int) -> list[Command]: ...

    def overwrite(self, application_id: int, commands: Sequence[NewCommand]) -> list[Command]: ...


def register(application_id: Snowflake, commands: Sequence[NewCommand], *, there: CommandList, locks: Locks) -> bool:
    """Overwrite Discord's list where it differs, one worker of many; return whether that was done.

    Raise `StoreUnavailableError`, and what Discord's client raises.
    """
    with locks.hold(f"lock:commands:{application_id}", wait=WAIT):
        differs = not are_registered(commands, there.of_application(application_id))
        if differs:
            there.overwrite(application_id, commands)
    log.info("commands.registered", extra={"commands": len(commands), "overwritten": differs})
    return differs


def are_registered(wanted: Sequence[NewCommand], there: Sequence[Command]) -> bool:
    """Tell whether Discord's list says the same; what it adds of its own does not count."""
    found = {(each.type, each.name): each for each in there}
    keys = {(each.type, each.name) for each in wanted}
    return keys == found.keys() and all(_is(each, found[each.type, each.name]) for each in wanted)


def _is(wanted: NewCommand, there: Command) -> bool:
    same_texts = all(
        (getattr(there, name) or None) == (None if getattr(wanted, name) is UNSET else getattr(wanted, name) or None)
        for name in ("description", "name_localizations", "description_localizations", "contexts")
    )
    options = () if wanted.options is UNSET else wanted.options
    same_options = [_essence(each) for each in options] == [_essence(each) for each in there.options]
    return same_texts and same_options and wanted.default_member_permissions == there.default_member_permissions


def _essence(option: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an option says; what is absent, null, false or empty is the same to Discord."""
    kept: dict[str, Any] = {
        name: option[name] for name in _OF_AN_OPTION if option.get(name) not in (None, False, [], {})
    }
    for name in ("options", "choices"):
        if name in kept:
            kept[name] = [_essence(each) for each in kept[name]]
    return kept
