"""Interactions: a person uses a command or a button, the application answers, and may follow up for 15 minutes."""

from datetime import timedelta
from typing import Any

import msgspec

from infra.discord_sim.world import render
from infra.discord_sim.world.actions import deletions, drafts, interaction_answers, messages
from infra.discord_sim.world.actions.drafts import Draft
from infra.discord_sim.world.actions.interaction_answers import CallbackType, InteractionType
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import MessageType
from infra.discord_sim.world.model import Interaction, Message
from infra.discord_sim.world.world import World

# discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
_FIRST_ANSWER = timedelta(seconds=3)
_TOKEN_LIFETIME = timedelta(minutes=15)
_EPHEMERAL, _LOADING = 1 << 6, 1 << 7


_ON_A_MESSAGE = frozenset({CallbackType.DEFERRED_UPDATE_MESSAGE, CallbackType.UPDATE_MESSAGE})


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What a person does, for the simulator to make an interaction of; `data` in Discord's form."""

    application_id: int
    user_id: int
    type: InteractionType
    data: dict[str, Any] = {}
    guild_id: int | None = None
    channel_id: int | None = None
    message_id: int | None = None


def start(world: World, use: Use) -> Interaction:
    """Create an interaction and send it to the application's bot."""
    interaction = Interaction(
        id=world.snowflakes.next(),
        token=f"{world.random.getrandbits(512):0128x}",
        created_at=world.clock.now(),
        **{field: getattr(use, field) for field in use.__struct_fields__},
    )
    world.interactions[interaction.id] = interaction
    bot_id = world.applications[use.application_id].bot_id
    world.dispatch("INTERACTION_CREATE", render.interaction(world, interaction), guild_id=use.guild_id, user_id=bot_id)
    return interaction


def answer(
    world: World, interaction_id: int, token: str, kind: CallbackType, draft: Draft | None, data: dict[str, Any]
) -> Interaction:
    """Take the first answer, which must come within 3 seconds and only once."""
    interaction = world.interactions.get(interaction_id)
    if interaction is None or interaction.token != token:
        raise error(Code.UNKNOWN_INTERACTION)
    if interaction.answered_at is not None:
        raise error(Code.INTERACTION_ACKNOWLEDGED)
    if world.clock.now() > interaction.created_at + _FIRST_ANSWER:
        raise error(Code.UNKNOWN_INTERACTION)
    if kind in _ON_A_MESSAGE and interaction.message_id is None:
        raise invalid_form("type", "BASE_TYPE_CHOICES", "This interaction has no message to update")
    interaction_answers.check(interaction, kind, data)
    message = _first_message(world, interaction, kind, draft)
    interaction.answers += 1
    interaction.answered_at = world.clock.now()
    interaction.response_type = kind
    interaction.response_data = data
    interaction.response_message_id = message.id if message else None
    return interaction


def find(world: World, application_id: int, token: str) -> Interaction:
    """Return an answered interaction whose token still counts, or raise 50027."""
    found = next((one for one in world.interactions.values() if one.token == token), None)
    if found is None or found.application_id != application_id:
        raise error(Code.INVALID_WEBHOOK_TOKEN)
    if world.clock.now() > found.created_at + _TOKEN_LIFETIME:
        raise error(Code.INVALID_WEBHOOK_TOKEN)
    return found


def follow_up(world: World, interaction: Interaction, draft: Draft) -> Message:
    """Post another message; the first after a deferral takes the place of the waiting one."""
    if interaction.answered_at is None:
        raise error(Code.UNKNOWN_WEBHOOK)
    waiting = _waiting(world, interaction)
    interaction.answers += 1
    if waiting is not None:
        return edit(world, waiting, draft)
    drafts.check(draft)
    message = _post(world, interaction, draft)
    interaction.follow_up_ids.append(message.id)
    return message


def message_of(world: World, interaction: Interaction, message_id: int | None) -> Message:
    """Return one of the interaction's messages; None means the first answer."""
    wanted = interaction.response_message_id if message_id is None else message_id
    message = world.message(interaction.channel_id or 0, wanted or 0)
    if message.interaction_id != interaction.id and message.id != interaction.message_id:
        raise error(Code.UNKNOWN_MESSAGE)
    return message


def edit(world: World, message: Message, draft: Draft) -> Message:
    """Replace what a message says; this also ends its waiting."""
    drafts.check(draft)
    kept = message.flags & _EPHEMERAL
    was_waiting = bool(message.flags & _LOADING)
    messages.fill(world, message, draft, anyone=False)
    message.flags = message.flags & ~_LOADING | kept
    message.edited_at = None if was_waiting else world.clock.now()
    if message.ephemeral_for is None:
        messages.tell_updated(world, message)
    return message


def delete(world: World, message: Message) -> None:
    """Delete a message; an ephemeral one goes without anybody being told."""
    if message.ephemeral_for is not None:
        del world.messages[message.channel_id][message.id]
        return
    deletions.remove(world, world.channel(message.channel_id), message.id)


def _first_message(world: World, interaction: Interaction, kind: CallbackType, draft: Draft | None) -> Message | None:
    if kind is CallbackType.CHANNEL_MESSAGE_WITH_SOURCE:
        drafts.check(draft or Draft())
        return _post(world, interaction, draft or Draft())
    if kind is CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE:
        flags = draft.flags if draft else 0
        return _post(world, interaction, Draft(flags=flags & _EPHEMERAL | _LOADING))
    if kind not in _ON_A_MESSAGE:
        return None
    message = world.message(interaction.channel_id or 0, interaction.message_id or 0)
    if kind is CallbackType.UPDATE_MESSAGE and draft is not None:
        edit(world, message, draft)
    return message


def _waiting(world: World, interaction: Interaction) -> Message | None:
    written = world.messages.get(interaction.channel_id or 0, {})
    message = written.get(interaction.response_message_id or 0)
    return message if message is not None and message.flags & _LOADING else None


def _post(world: World, interaction: Interaction, draft: Draft) -> Message:
    channel = world.channel(interaction.channel_id or 0)
    message = Message(
        id=world.snowflakes.next(),
        channel_id=channel.id,
        guild_id=interaction.guild_id,
        author_id=world.applications[interaction.application_id].bot_id,
        application_id=interaction.application_id,
        interaction_id=interaction.id,
        type=_type_of_answer(interaction),
        ephemeral_for=interaction.user_id if draft.flags & _EPHEMERAL else None,
    )
    messages.fill(world, message, draft, anyone=False)
    if message.ephemeral_for is None:
        messages.post(world, channel, message)
    else:
        world.messages.setdefault(channel.id, {})[message.id] = message
    return message


def _type_of_answer(interaction: Interaction) -> MessageType:
    if interaction.type != InteractionType.APPLICATION_COMMAND:
        return MessageType.DEFAULT
    is_menu = interaction.data.get("type", 1) != 1
    return MessageType.CONTEXT_MENU_COMMAND if is_menu else MessageType.CHAT_INPUT_COMMAND
