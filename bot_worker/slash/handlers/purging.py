"""Purges: counted first, carried out as a job, and followed until they are over."""

import asyncio
from datetime import timedelta
from typing import Final

from bot_worker.slash.components import confirmation
from bot_worker.slash.door import Reply
from bot_worker.slash.durations import said
from bot_worker.slash.given import Given
from bot_worker.slash.handlers.acting import words_of
from bot_worker.slash.pending import Pending, keep
from bot_worker.slash.refusals import refused
from bot_worker.slash.use import Use, moment
from shared.features.jobs.model import Job, JobState, NewPurge
from shared.features.purges.model import PurgeFilter, PurgePreview

LOOK_SECONDS: Final = 1.0
FOLLOWED_SECONDS: Final = 780.0  # of the 15 minutes for which an answer can be changed
LONGEST_PAST: Final = 5 * 366 * 86_400
_OVER: Final = frozenset({JobState.DONE, JobState.CANCELLED, JobState.FAILED, JobState.EXPIRED})


async def purge(use: Use) -> Reply:
    """Say what would go, or begin at once."""
    work = _work(use)
    if use.given.yes("confirm"):
        return await purged(use, work, use.key)
    author = use.author(work.reason)
    preview = await use.desk.commands.run(lambda: use.desk.casework.jobs.preview(author, work))
    found = preview.purge
    if found is None or not found.fast + found.slow:
        return Reply(text=_nothing(use, found))
    await keep(use, Pending(key=use.key, work=work))
    return Reply(text=_question(use, found), components=confirmation(use.language, use.interaction.id))


async def purged(use: Use, work: NewPurge, key: str) -> Reply:
    """Start the job, once for a key, and show how far it is; return what came of it."""
    author, words = use.author(work.reason), words_of(use)
    job = await use.desk.commands.run(lambda: use.desk.casework.jobs.start(author, work, key=key))
    if job.state is JobState.AWAITING_APPROVAL:
        return Reply(text=words.say("purge.waits", link=use.pages.jobs()))
    shown, until = "", asyncio.get_running_loop().time() + FOLLOWED_SECONDS
    while job.state not in _OVER and asyncio.get_running_loop().time() < until:
        text = _progress(use, job)
        if text != shown:
            shown = text
            await use.show(Reply(text=text))
        await asyncio.sleep(LOOK_SECONDS)
        job = await use.desk.commands.run(use.desk.casework.jobs.get, use.guild_id, job.id)
    return Reply(text=_outcome(use, job))


def _work(use: Use) -> NewPurge:
    given = use.given
    user_id, within = given.id("user"), given.seconds("within", most=LONGEST_PAST)
    wanted = PurgeFilter(
        channel_ids=[use.channel_id],
        user_ids=[] if user_id is None else [user_id],
        text=given.text("text"),
        pattern=given.text("pattern"),
        links=bool(given.yes("links")),
        attachments=bool(given.yes("attachments")),
        bots=given.yes("bots"),
        after=None if within is None else use.desk.clock() - timedelta(seconds=within),
        pinned=bool(given.yes("pinned")),
        most=_count(given),
    )
    return NewPurge(filter=wanted, reason=given.text("reason"))


def _count(given: Given) -> int:
    return given.whole("count") or 1


def _nothing(use: Use, found: PurgePreview | None) -> str:
    refusal = next((each.refusal for each in found.channels if each.refusal), None) if found else None
    if refusal is not None:
        return refused(refusal.code, refusal.message, refusal.details, use.language)
    return words_of(use).say("purge.nothing", scanned=found.scanned if found else 0)


def _question(use: Use, found: PurgePreview) -> str:
    words = words_of(use)
    count = min(found.fast + found.slow, _count(use.given))
    lines = [f"**{words.say('ask.purge', count=count, channel=f'<#{use.channel_id}>')}**"]
    if found.oldest_at is not None:
        lines.append(words.say("purge.found", scanned=found.scanned, oldest=moment(found.oldest_at)))
    if found.slow:
        lines.append(words.say("purge.slow", count=found.slow, duration=said(max(1, found.seconds), use.language)))
    lines.append(words.say("irreversible.messages_deleted"))
    return "\n".join(lines)


def _deleted(job: Job) -> int:
    return 0 if job.progress.purge is None else job.progress.purge.deleted


def _progress(use: Use, job: Job) -> str:
    if job.state is JobState.QUEUED:
        return words_of(use).say("purge.queued")
    return words_of(use).say("purge.running", deleted=_deleted(job))


def _outcome(use: Use, job: Job) -> str:
    words = words_of(use)
    link = "" if job.case is None else f"**{words.link(job.case)}** · "
    if job.state is JobState.DONE:
        return link + words.say("purge.done", deleted=_deleted(job))
    if job.state is JobState.FAILED:
        why = refused(job.code or "", job.code or "", None, use.language)
        return link + words.say("purge.failed", deleted=_deleted(job), why=why)
    if job.state in _OVER:
        return link + words.say("purge.cancelled", deleted=_deleted(job))
    return f"{_progress(use, job)}\n{words.say('purge.elsewhere')}"
