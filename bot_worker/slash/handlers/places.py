"""Channels: locked, opened again, slowed down."""

from typing import Final

from bot_worker.slash.door import Reply
from bot_worker.slash.durations import said
from bot_worker.slash.given import Misunderstood, bounded
from bot_worker.slash.handlers.acting import words_of
from bot_worker.slash.use import Use
from shared.features.channels.model import ChannelEdit
from shared.features.lockdown.model import LockAction, LockOutcome, LockRequest

SLOWEST: Final = 21_600  # seconds; discord.com/developers/docs/resources/channel#modify-channel


async def lock(use: Use) -> Reply:
    return await _lock(use, LockAction.LOCK, "locked")


async def unlock(use: Use) -> Reply:
    return await _lock(use, LockAction.UNLOCK, "unlocked")


async def slow_down(use: Use) -> Reply:
    """Set, or with 0 take away, a channel's slow mode."""
    text, channel_id, reason = use.given.text("duration"), use.channel_id, use.given.text("reason")
    if text is None:
        raise Misunderstood("error.duration")
    seconds = 0 if text.strip("0") in ("", "s") else bounded(text, most=SLOWEST)
    edit = ChannelEdit(rate_limit_per_user=seconds, reason=reason)
    author = use.author(reason)
    await use.desk.commands.run(lambda: use.desk.administration.channels.edit(author, channel_id, edit, lambda _: None))
    words, place = words_of(use), f"<#{channel_id}>"
    if not seconds:
        return Reply(text=words.say("slowmode.off", channel=place))
    return Reply(text=words.say("slowmode.on", channel=place, duration=said(seconds, use.language)))


async def _lock(use: Use, action: LockAction, key: str) -> Reply:
    reason, place = use.given.text("reason"), f"<#{use.channel_id}>"
    request = LockRequest(action=action, channel_ids=[use.channel_id], reason=reason)
    author = use.author(reason)
    results = await use.desk.commands.run(lambda: use.desk.administration.lockdown.carry_out(author, request))
    done = any(each.outcome is LockOutcome.DONE for each in results.items)
    return Reply(text=words_of(use).say(key if done else "unchanged", channel=place))
