"""Buttons and modals. They carry what they are about in their `custom_id`: any worker can go on from there."""

from typing import Any, Final

from bot_worker.slash.door import Component
from bot_worker.slash.language import Language
from bot_worker.slash.texts import say
from shared.features.cases.model import MAX_REASON
from shared.kernel.snowflakes import Snowflake

CONFIRM: Final = "confirm"
CANCEL: Final = "cancel"
_ROW, _BUTTON, _TEXT_INPUT = 1, 2, 4
_GRAY, _RED = 2, 4
_SHORT, _PARAGRAPH = 1, 2


def confirmation(language: Language, interaction_id: Snowflake) -> list[Component]:
    """Return two buttons: one to go on, and one to leave it."""
    buttons = [
        {
            "type": _BUTTON,
            "style": style,
            "label": say(language, f"button.{name}"),
            "custom_id": f"{name}:{interaction_id}",
        }
        for name, style in ((CONFIRM, _RED), (CANCEL, _GRAY))
    ]
    return [{"type": _ROW, "components": buttons}]


def modal(language: Language, menu: str, *about: Snowflake) -> dict[str, Any]:
    """Return what asks for the rest of an act; `about`: the user, and the message's channel and id."""
    inputs = []
    if menu == "timeout":
        inputs.append(_input(language, "duration", "duration", style=_SHORT, longest=40, required=True))
    label = "note" if menu == "note" else "reason"
    inputs.append(_input(language, "reason", label, style=_PARAGRAPH, longest=MAX_REASON, required=menu != "timeout"))
    return {
        "custom_id": ":".join([menu, *map(str, about)]),
        "title": say(language, f"modal.{menu}"),
        "components": [{"type": _ROW, "components": [each]} for each in inputs],
    }


def _input(language: Language, name: str, label: str, *, style: int, longest: int, required: bool) -> Component:
    return {
        "type": _TEXT_INPUT,
        "custom_id": name,
        "label": say(language, f"input.{label}"),
        "style": style,
        "max_length": longest,
        "required": required,
    }
