"""Goes through one absence: reads what Discord tells, page by page, and records the rest as a gap."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol

import discord
import msgspec

from bot_worker.backfill.discord_pages import facts_of, read_member, read_page
from bot_worker.backfill.errors import NotReadableError
from bot_worker.backfill.happenings import changed_members, member_event
from bot_worker.backfill.ledger import Ledger
from bot_worker.backfill.model import AUDIT_LOG, Absence, Backlog, GuildFacts, Read
from bot_worker.backfill.pace import PER_ABSENCE, Pace
from bot_worker.backfill.rules import gap_of, kinds_of, plan, rest_of, since_joined
from bot_worker.client import Bot
from shared.kernel import json
from shared.kernel.events import Event, EventType
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

MOST_MEMBERS: Final = 20  # asked about for each page of the audit log
ROOM_SECONDS: Final = 2.0  # between looks at a spool that has more important things to hold


class Capture(Protocol):
    def __call__(self, event: Event, *, may_repeat: bool = False) -> None: ...


class EventsOf(Protocol):
    """Makes of a message or audit-log entry, as Discord's REST API has it, the events that it would have been live."""

    def __call__(self, bot_id: int, guild: discord.Guild, read: Read, payload: dict[str, Any]) -> Sequence[Event]: ...


class ReadPage(Protocol):
    """Raises `NotReadableError`, or `DiscordAwayError` where it may work later."""

    async def __call__(self, client: discord.Client, guild_id: int, read: Read, /) -> list[dict[str, Any]]: ...


class ReadMember(Protocol):
    """Raises as `ReadPage`."""

    async def __call__(self, client: discord.Client, guild_id: int, user_id: int, /) -> dict[str, Any]: ...


class Recovery:
    """A page counts as read once its events are on disk: whatever ends the worker, the next goes on from there."""

    def __init__(
        self,
        ledger: Ledger,
        pace: Pace,
        *,
        events_of: EventsOf,
        capture: Capture,
        until_spooled: Callable[[], Awaitable[None]],
        has_room: Callable[[], bool],
        facts_of: Callable[[discord.Guild], GuildFacts] = facts_of,
        read_page: ReadPage = read_page,
        read_member: ReadMember = read_member,
        per_absence: int = PER_ABSENCE,
    ) -> None:
        self._ledger = ledger
        self._pace = pace
        self._events_of = events_of
        self._capture = capture
        self._until_spooled = until_spooled
        self._has_room = has_room
        self._facts_of = facts_of
        self._read_page = read_page
        self._read_member = read_member
        self._per_absence = per_absence

    async def recover(self, bot: Bot, guild: discord.Guild, backlog: Backlog) -> None:
        """Raise `DiscordAwayError` or `StorageFullError` where it is to be tried again later."""
        planned = await self._planned(guild, backlog)
        if planned is None:  # the bot was not in the guild
            await self._ledger.close(backlog.absence)
            return
        missing = planned.missing
        left = self._per_absence
        for read in planned.reads or ():
            pages, complete = await self._read(bot, guild, planned.absence, read, left, missing)
            left -= pages
            if not complete:
                missing |= kinds_of(read.source)
                await self._ledger.advanced(planned.absence, read.source, None, missing)
        await self.close_with_gap(planned.absence, missing)

    async def close_with_gap(self, absence: Absence, missing: frozenset[str]) -> None:
        gap = gap_of(absence, missing)
        event = Event(
            id=f"{EventType.GAP}:{absence.guild_id}:{gap.reason}:{gap.first_at}",
            type=EventType.GAP,
            guild_id=Snowflake(absence.guild_id),
            data=msgspec.Raw(json.encode(gap)),
            timestamp=absence.last_at,
        )
        self._capture(event, may_repeat=True)
        await self._until_spooled()
        await self._ledger.close(absence)

    async def _planned(self, guild: discord.Guild, backlog: Backlog) -> Backlog | None:
        if backlog.reads is not None:
            return backlog
        facts = self._facts_of(guild)
        absence = since_joined(backlog.absence, facts.joined_at)
        if absence is None:
            return None
        made = plan(absence, facts)
        await self._ledger.planned(backlog.absence, absence, made)
        return Backlog(absence=absence, reads=made.reads, missing=made.missing)

    async def _read(
        self, bot: Bot, guild: discord.Guild, absence: Absence, read: Read, most: int, missing: frozenset[str]
    ) -> tuple[int, bool]:
        """Return how many pages were read, and whether they were all."""
        rest: Read | None = read
        pages = 0
        while rest is not None:
            if pages == most or self._pace.is_exhausted:
                return pages, False
            await self._turn()
            pages += 1
            try:
                page = await self._read_page(bot, guild.id, rest)
            except NotReadableError:
                return pages, False
            await self._capture_page(bot, guild, rest, page)
            rest = rest_of(rest, [int(each["id"]) for each in page])
            await self._ledger.advanced(absence, read.source, rest, missing)
        return pages, True

    async def _turn(self) -> None:
        while not self._has_room():  # noqa: ASYNC110 - the spool tells nobody
            await asyncio.sleep(ROOM_SECONDS)
        await asyncio.sleep(self._pace.spend())

    async def _capture_page(self, bot: Bot, guild: discord.Guild, read: Read, page: Sequence[dict[str, Any]]) -> None:
        for payload in page:
            if int(payload["id"]) <= read.until:
                for event in self._events_of(_id_of(bot), guild, read, payload):
                    self._capture(event, may_repeat=True)
        if read.source == AUDIT_LOG:
            await self._capture_members(bot, guild, page)
        await self._until_spooled()

    async def _capture_members(self, bot: Bot, guild: discord.Guild, page: Sequence[dict[str, Any]]) -> None:
        """Tell how those are now whom moderators changed: the audit log says what of them, but not what it adds up to.

        Who is left out for want of requests is in the audit log's entries, and `member_update` among what is missing.
        """
        for user_id, entry in list(changed_members(page).items())[-MOST_MEMBERS:]:
            if self._pace.is_exhausted:
                return
            await self._turn()
            with suppress(NotReadableError):
                member = await self._read_member(bot, guild.id, user_id)
                event = member_event(_id_of(bot), guild, entry, member)
                if event is not None:
                    self._capture(event, may_repeat=True)


def _id_of(bot: Bot) -> int:
    return 0 if bot.user is None else bot.user.id
