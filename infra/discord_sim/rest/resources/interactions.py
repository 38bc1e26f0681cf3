"""Answering interactions."""

from typing import Any

import msgspec

from infra.discord_sim.rest import forms, message_forms
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.message_forms import MessageEditForm, MessageForm
from infra.discord_sim.rest.routes import Access, Answer, Routes
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import interactions
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.actions.interaction_answers import CallbackType
from infra.discord_sim.world.model import Interaction

routes = Routes()

_EPHEMERAL, _LOADING = 1 << 6, 1 << 7


class CallbackForm(msgspec.Struct, frozen=True, kw_only=True):
    """The first answer; `data` depends on its type."""

    type: CallbackType
    data: dict[str, Any] | None = None


class CallbackQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whether to answer with what became of it."""

    with_response: bool = False


@routes.post("/interactions/{interaction_id}/{interaction_token}/callback", access=Access.OPEN)
def create_interaction_response(call: Call) -> Answer:
    """Take the first answer to an interaction."""
    form = call.form(CallbackForm)
    data = form.data or {}
    token = call.parameters["interaction_token"]
    draft = _draft(call, form, data)
    answered = interactions.answer(call.world, call.id("interaction_id"), token, form.type, draft, data)
    return _shown(call, answered, form.type) if call.query(CallbackQuery).with_response else None


def _draft(call: Call, form: CallbackForm, data: dict[str, Any]) -> Draft | None:
    if form.type is CallbackType.UPDATE_MESSAGE:
        interaction = call.world.interactions.get(call.id("interaction_id"))
        if interaction is None or interaction.message_id is None:
            return None
        message = call.world.message(interaction.channel_id or 0, interaction.message_id)
        return message_forms.edited(call, forms.fill_at("data", MessageEditForm, data), message)
    if form.type in (CallbackType.CHANNEL_MESSAGE_WITH_SOURCE, CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE):
        return message_forms.draft(call, forms.fill_at("data", MessageForm, data))
    return None


def _shown(call: Call, answered: Interaction, kind: CallbackType) -> Answer:
    shown: dict[str, Any] = {"id": str(answered.id), "type": answered.type}
    payload: dict[str, Any] = {"interaction": shown}
    if answered.response_message_id is not None:
        message = call.world.message(answered.channel_id or 0, answered.response_message_id)
        shown |= {
            "response_message_id": str(message.id),
            "response_message_loading": bool(message.flags & _LOADING),
            "response_message_ephemeral": bool(message.flags & _EPHEMERAL),
        }
        payload["resource"] = {"type": int(kind), "message": render.message(call.world, message)}
    return payload
