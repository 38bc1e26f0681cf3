"""Buttons under what was asked: done once, however many press how often."""

from bot_worker.slash import pending
from bot_worker.slash.components import CANCEL
from bot_worker.slash.door import Reply
from bot_worker.slash.handlers.acting import carried_out, words_of
from bot_worker.slash.handlers.purging import purged
from bot_worker.slash.use import Use
from shared.features.jobs.model import NewPurge


async def pressed(use: Use) -> Reply | None:
    """Do what waits for this button; None where somebody else's press is being answered."""
    button, _, interaction_id = use.interaction.data.custom_id.partition(":")
    if not await pending.is_first(use, interaction_id):
        return None
    found = await pending.take(use, interaction_id)
    if found is None:
        return Reply(text=words_of(use).say("too_late"))
    if button == CANCEL:
        return Reply(text=words_of(use).say("cancelled"))
    if isinstance(found.work, NewPurge):
        return await purged(use, found.work, found.key)
    return Reply(text=words_of(use).result(found.work, await carried_out(use, found.work, found.key)))
