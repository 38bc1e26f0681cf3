"""What modals of context menus come to: acts, with the message as evidence where they began at one."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot_worker.slash.acts import act_of_modal
from bot_worker.slash.door import Reply
from bot_worker.slash.given import Misunderstood
from bot_worker.slash.handlers.acting import carried_out, words_of
from bot_worker.slash.refusals import explained
from bot_worker.slash.use import Use
from shared.adapters.discord.resources.messages import Message
from shared.features.evidence.model import KeptMessage, NewEvidence, NewMessage
from shared.features.evidence.rules import kept
from shared.kernel.errors import AppError, DiscordNotFoundError, NotFoundError
from shared.kernel.short_memory import ShortMemory
from shared.kernel.snowflakes import Snowflake, parse_snowflake

log = logging.getLogger(__name__)

KEPT_FOR: Final = timedelta(minutes=15)  # as long as a modal may stay open
MOST_KEPT: Final = 500
_PLACES: Final = {"warn": 0, "timeout": 0, "note": 0, "warn_message": 2, "delete_warn": 2}
"""How many ids follow the user's in a modal's own: a message's come after its channel's."""


class SeenMessages:
    """Messages as they were when somebody opened a modal about them: their authors may delete them meanwhile.

    What one has seen in a guild, nobody else finds, and not elsewhere.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._memory: ShortMemory[tuple[int, ...], KeptMessage] = ShortMemory(KEPT_FOR, MOST_KEPT, clock)

    def note(self, guild_id: int, user_id: int, message: Message, channel_name: str) -> None:
        key = (guild_id, user_id, message.channel_id, message.id)
        self._memory.hold(key, kept(message, channel_name))

    def find(self, guild_id: int, user_id: int, channel_id: int, message_id: int) -> KeptMessage | None:
        return self._memory.recall((guild_id, user_id, channel_id, message_id))


async def sent_modal(use: Use, seen: SeenMessages) -> Reply:
    """Carry out what a modal asks for; keep the message, then delete it where that was wanted."""
    menu, *about = use.interaction.data.custom_id.split(":")
    try:
        user_id, *place = [parse_snowflake(each) for each in about]
    except ValueError:
        raise Misunderstood("error.invalid_input") from None
    if len(place) != _PLACES.get(menu):
        raise Misunderstood("error.invalid_input")
    wanted = act_of_modal(menu.removesuffix("_message").removeprefix("delete_"), user_id, use.interaction.texts())
    result = await carried_out(use, wanted, use.key)
    lines = [words_of(use).result(wanted, result)]
    if place:
        channel_id, message_id = place
        known = seen.find(use.guild_id, use.by.user_id, channel_id, message_id)
        lines.append(await _keep(use, result.case.number, channel_id, message_id, known))
        if menu == "delete_warn":
            lines.append(await _delete(use, wanted.reason, channel_id, message_id))
    return Reply(text="\n".join(lines))


async def _keep(use: Use, number: int, channel_id: Snowflake, message_id: Snowflake, seen: KeptMessage | None) -> str:
    """Keep a message as it was seen; where another worker saw it, as it is now."""
    evidence = use.desk.casework.evidence

    def carry_out() -> None:
        if seen is not None:
            evidence.keep_messages(use.guild_id, number, [seen], by=use.by)
            return
        wanted = NewEvidence(item=NewMessage(channel_id=channel_id, message_id=message_id))
        evidence.add(use.guild_id, number, wanted, use.by.user_id)

    try:
        await use.desk.commands.run(carry_out)
    except AppError as error:
        log.warning("commands.evidence_not_kept", extra={"guild_id": use.guild_id, "reason": error.code})
        return words_of(use).say("no_evidence")
    return words_of(use).say("evidence")


async def _delete(use: Use, reason: str | None, channel_id: Snowflake, message_id: Snowflake) -> str:
    author = use.author(reason)
    conversations = use.desk.moderation.conversations
    try:
        await use.desk.commands.run(lambda: conversations.delete(author, channel_id, message_id, lambda _: None))
    except (NotFoundError, DiscordNotFoundError):
        return words_of(use).say("message_deleted")  # by somebody else, meanwhile
    except AppError as error:
        return words_of(use).say("message_not_deleted", why=explained(error, use.language))
    return words_of(use).say("message_deleted")
