"""Which first answers Discord takes to which interactions.

discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

import msgspec

from infra.discord_sim.world.actions.command_forms import MAX_CHOICES
from infra.discord_sim.world.errors import invalid_form
from infra.discord_sim.world.model import Interaction

_MAX_CHOICE: Final = 100
_MAX_TITLE: Final = 45
_MAX_CUSTOM_ID: Final = 100
_MAX_MODAL: Final = 5


class InteractionType(IntEnum):
    """What a person did."""

    PING = 1
    APPLICATION_COMMAND = 2
    MESSAGE_COMPONENT = 3
    APPLICATION_COMMAND_AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    """How an application answers."""

    PONG = 1
    CHANNEL_MESSAGE_WITH_SOURCE = 4
    DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE = 5
    DEFERRED_UPDATE_MESSAGE = 6
    UPDATE_MESSAGE = 7
    APPLICATION_COMMAND_AUTOCOMPLETE_RESULT = 8
    MODAL = 9


class _Choice(msgspec.Struct):
    name: str
    value: str | float


class _Modal(msgspec.Struct):
    custom_id: str
    title: str
    components: list[dict[str, Any]]


def check(interaction: Interaction, kind: CallbackType, data: Mapping[str, Any]) -> None:
    """Raise 50035 for an answer that does not fit its interaction."""
    typing = interaction.type == InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE
    if typing is not (kind is CallbackType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT):
        raise invalid_form("type", "BASE_TYPE_CHOICES", "Not an answer to this type of interaction")
    if kind is CallbackType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT:
        _check_choices(data)
    elif kind is CallbackType.MODAL:
        if interaction.type == InteractionType.MODAL_SUBMIT:
            raise invalid_form("type", "BASE_TYPE_CHOICES", "A modal cannot answer a modal")
        _check_modal(data)


def _check_choices(data: Mapping[str, Any]) -> None:
    try:
        choices = msgspec.convert(data.get("choices"), list[_Choice])
    except msgspec.ValidationError as problem:
        raise invalid_form("data.choices", "LIST_TYPE_CONVERT", str(problem)) from None
    if len(choices) > MAX_CHOICES:
        raise invalid_form("data.choices", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CHOICES} or fewer in length.")
    for index, one in enumerate(choices):
        for name in ("name", "value"):
            if not 1 <= len(str(getattr(one, name))) <= _MAX_CHOICE:
                path = f"data.choices.{index}.{name}"
                raise invalid_form(path, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")


def _check_modal(data: Mapping[str, Any]) -> None:
    try:
        modal = msgspec.convert(data, _Modal)
    except msgspec.ValidationError as problem:
        raise invalid_form("data", "MODEL_TYPE_CONVERT", str(problem)) from None
    longest = {"custom_id": _MAX_CUSTOM_ID, "title": _MAX_TITLE, "components": _MAX_MODAL}
    for name, most in longest.items():
        if not 1 <= len(getattr(modal, name)) <= most:
            raise invalid_form(f"data.{name}", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length.")
