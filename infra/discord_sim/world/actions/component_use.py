"""Somebody presses a button, chooses from a menu, or sends a modal that an application has opened."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from infra.discord_sim.world.actions import interactions
from infra.discord_sim.world.actions.interaction_answers import CallbackType, InteractionType
from infra.discord_sim.world.actions.interactions import Use
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form, required
from infra.discord_sim.world.model import Interaction
from infra.discord_sim.world.world import World

_LABEL, _TEXT_INPUT = 18, 4
_MAX_INPUT: Final = 4_000
_NESTED = ("components", "accessory", "component")


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """Who presses which component of which message; `values` is what they chose from a menu."""

    user_id: int
    channel_id: int
    message_id: int
    custom_id: str
    values: list[str] | None = None


def press(world: World, application_id: int, pressed: Press) -> Interaction:
    """Start an interaction; raise Unknown Message for what is not shown to that person."""
    message = world.message(pressed.channel_id, pressed.message_id)
    if message.ephemeral_for not in (None, pressed.user_id) or message.application_id not in (None, application_id):
        raise error(Code.UNKNOWN_MESSAGE)
    component = next((one for one in _all(message.components) if one.get("custom_id") == pressed.custom_id), None)
    if component is None or component.get("disabled"):
        raise invalid_form("data.custom_id", "COMPONENT_VALIDATION_FAILED", "Component validation failed")
    data: dict[str, Any] = {"custom_id": pressed.custom_id, "component_type": component["type"], "id": component["id"]}
    if pressed.values is not None:
        data["values"] = pressed.values
    use = Use(
        application_id=application_id,
        user_id=pressed.user_id,
        type=InteractionType.MESSAGE_COMPONENT,
        data=data,
        guild_id=world.channel(pressed.channel_id).guild_id,
        channel_id=pressed.channel_id,
        message_id=message.id,
    )
    return interactions.start(world, use)


def submit(world: World, opened: Interaction, user_id: int, texts: Mapping[str, str]) -> Interaction:
    """Send the modal that answered an interaction, with a text for each of its inputs by `custom_id`."""
    if opened.response_type != CallbackType.MODAL or opened.user_id != user_id:
        raise error(Code.UNKNOWN_INTERACTION)
    modal = opened.response_data
    known = {one["custom_id"] for one in _all(modal["components"]) if one.get("type") == _TEXT_INPUT}
    if unknown := sorted(set(texts) - known):
        raise invalid_form(unknown[0], "COMPONENT_VALIDATION_FAILED", "The modal has no such input")
    sent = [_sent(one, texts) for one in modal["components"]]
    use = Use(
        application_id=opened.application_id,
        user_id=user_id,
        type=InteractionType.MODAL_SUBMIT,
        data={"custom_id": modal["custom_id"], "components": sent},
        guild_id=opened.guild_id,
        channel_id=opened.channel_id,
        message_id=opened.message_id,
    )
    return interactions.start(world, use)


def _sent(component: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return a row, or a label, with what was written into its inputs."""
    kept = {"type": component["type"]} | ({"id": component["id"]} if "id" in component else {})
    if component["type"] == _TEXT_INPUT:
        return kept | {"custom_id": component["custom_id"], "value": _text(component, texts)}
    if component["type"] == _LABEL:
        return kept | {"component": _sent(component["component"], texts)}
    return kept | {"components": [_sent(one, texts) for one in component.get("components") or []]}


def _text(component: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    text = texts.get(component["custom_id"], component.get("value") or "")
    if not text and component.get("required", True):
        raise required(component["custom_id"])
    least, most = component.get("min_length") or 0, component.get("max_length") or _MAX_INPUT
    if text and not least <= len(text) <= most:
        raise invalid_form(component["custom_id"], "BASE_TYPE_BAD_LENGTH", "Too short, or too long")
    return text


def _all(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in components:
        yield one
        for name in _NESTED:
            inner = one.get(name) or []
            yield from _all(inner if isinstance(inner, list) else [inner])
