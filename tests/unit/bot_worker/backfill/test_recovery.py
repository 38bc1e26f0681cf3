"""One absence: what Discord tells is captured, page by page; what it does not is a gap."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot_worker.backfill.errors import DiscordAwayError, NotReadableError
from bot_worker.backfill.ledger import Ledger
from bot_worker.backfill.model import AUDIT_LOG, Absence, Backlog, ChannelFacts, GuildFacts, Read
from bot_worker.backfill.pace import Pace
from bot_worker.backfill.recovery import Recovery
from bot_worker.backfill.rules import LOGGED, MESSAGES, NOBODY_TELLS, PAGE
from bot_worker.client import Bot
from bot_worker.pipeline.spool.spool import open_spool
from shared.kernel import json
from shared.kernel.events import Event, GapData
from shared.kernel.snowflakes import snowflake_at
from tests.factories.events import a_message

GUILD = cast("discord.Guild", SimpleNamespace(id=7))
BOT = cast("Bot", SimpleNamespace(user=SimpleNamespace(id=9)))
FIRST_ID = snowflake_at(datetime.fromtimestamp(1_700_000_000, UTC)) + 1
ABSENCE = Absence(
    guild_id=7,
    first_at=1_700_000_000_000,
    last_at=1_700_000_060_000,
    after_message_id=FIRST_ID - 1,
    after_entry_id=FIRST_ID - 1,
)
_gap = json.Decoder(GapData)


class World:
    """A guild with two channels, and a worker that reads them."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.messages = {50: list(range(FIRST_ID, FIRST_ID + 250)), 51: [FIRST_ID + 300]}
        self.live: list[int] = []  # in channel 51, since the session began
        self.refuses: set[int] = set()
        self.away_after: int | None = None
        self.asked: list[Read] = []
        self.captured: list[Event] = []
        self.on_disk = 0
        self.joined_at = 0

    def recovery(self, *, per_absence: int = 100, in_all: int = 100) -> Recovery:
        return Recovery(
            self.ledger,
            Pace(lambda: 0.0, per_second=1e9, in_all=in_all),
            events_of=self._events_of,
            capture=self._capture,
            until_spooled=self._until_spooled,
            has_room=lambda: True,
            facts_of=self._facts_of,
            read_page=self._read_page,
            per_absence=per_absence,
        )

    async def begin(self) -> Backlog:
        await self.ledger.begin((1, 0, ABSENCE.last_at), [ABSENCE])
        return await self.backlog()

    async def backlog(self) -> Backlog:
        found = await self.ledger.find(ABSENCE.guild_id, ABSENCE.first_at)
        assert found is not None
        return found

    @property
    def read_ids(self) -> list[int]:
        return [int(event.id.rpartition(":")[2]) for event in self.captured if event.type == "message_create"]

    @property
    def gaps(self) -> list[GapData]:
        return [_gap.decode(bytes(event.data)) for event in self.captured if event.type == "gap"]

    def _capture(self, event: Event, *, may_repeat: bool = False) -> None:
        assert may_repeat, "another worker may have brought it"
        self.captured.append(event)

    async def _until_spooled(self) -> None:
        await asyncio.sleep(0)
        self.on_disk = len(self.captured)

    def _facts_of(self, _: discord.Guild) -> GuildFacts:
        channels = [ChannelFacts(id=key, last_message_id=max(ids), readable=True) for key, ids in self.messages.items()]
        return GuildFacts(joined_at=self.joined_at, may_read_audit_log=True, channels=channels)

    async def _read_page(self, client: discord.Client, guild_id: int, read: Read, /) -> list[dict[str, Any]]:  # noqa: ARG002 - there is one guild
        assert self.on_disk == len(self.captured), "a page is on disk before the next is asked for"
        if self.away_after is not None and len(self.asked) >= self.away_after:
            raise DiscordAwayError
        self.asked.append(read)
        if read.source in self.refuses:
            raise NotReadableError
        ids = [*self.messages.get(read.source, []), *(self.live if read.source == 51 else [])]
        return [{"id": str(one), "action_type": 0} for one in ids if one > read.after][:PAGE]

    def _events_of(
        self,
        bot_id: int,  # noqa: ARG002 - there is one bot
        guild: discord.Guild,
        read: Read,
        payload: dict[str, Any],
    ) -> Sequence[Event]:
        return [] if read.source == AUDIT_LOG else [a_message(message_id=int(payload["id"]), guild_id=guild.id)]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_spool(tmp_path / "spool.db", now_ms=lambda: ABSENCE.last_at) as spool:
        yield World(Ledger(spool.database))


async def test_every_channel_is_read_to_its_end_and_one_gap_says_what_nobody_tells(world: World) -> None:
    await world.recovery().recover(BOT, GUILD, await world.begin())

    assert world.read_ids == world.messages[50] + world.messages[51]
    assert [read.source for read in world.asked] == [AUDIT_LOG, 50, 50, 50, 51]
    (gap,) = world.gaps
    assert (gap.first_at, gap.last_at, set(gap.kinds)) == (ABSENCE.first_at, ABSENCE.last_at, set(NOBODY_TELLS))
    assert await world.ledger.open_absences() == []


@pytest.mark.parametrize(("per_absence", "in_all"), [(3, 100), (100, 3)])
async def test_what_the_budget_does_not_reach_is_part_of_the_gap(world: World, per_absence: int, in_all: int) -> None:
    await world.recovery(per_absence=per_absence, in_all=in_all).recover(BOT, GUILD, await world.begin())

    assert len(world.asked) == 3
    assert world.read_ids == world.messages[50][:200]
    assert set(world.gaps[0].kinds) == NOBODY_TELLS | MESSAGES


async def test_where_discord_refuses_the_rest_is_read_all_the_same(world: World) -> None:
    world.refuses = {AUDIT_LOG, 51}

    await world.recovery().recover(BOT, GUILD, await world.begin())

    assert world.read_ids == world.messages[50]
    assert set(world.gaps[0].kinds) == NOBODY_TELLS | LOGGED | MESSAGES


async def test_where_discord_is_away_reading_goes_on_later_at_the_page_that_failed(world: World) -> None:
    backlog = await world.begin()
    world.away_after = 2
    with pytest.raises(DiscordAwayError):
        await world.recovery().recover(BOT, GUILD, backlog)
    assert world.gaps == []

    world.away_after = None
    await world.recovery().recover(BOT, GUILD, await world.backlog())

    assert world.read_ids == world.messages[50] + world.messages[51]
    assert len(world.gaps) == 1


async def test_what_was_missing_before_a_restart_is_still_in_the_gap_after_it(world: World) -> None:
    backlog = await world.begin()
    world.refuses, world.away_after = {AUDIT_LOG}, 2
    with pytest.raises(DiscordAwayError):
        await world.recovery().recover(BOT, GUILD, backlog)

    world.refuses, world.away_after = set(), None
    await world.recovery().recover(BOT, GUILD, await world.backlog())

    assert set(world.gaps[0].kinds) == NOBODY_TELLS | LOGGED


async def test_a_guild_that_the_bot_joined_afterwards_is_not_read_and_has_no_gap(world: World) -> None:
    world.joined_at = ABSENCE.last_at

    await world.recovery().recover(BOT, GUILD, await world.begin())

    assert (world.asked, world.captured) == ([], [])
    assert await world.ledger.open_absences() == []


async def test_messages_that_came_live_are_not_captured_again(world: World) -> None:
    told_by_the_session = max(world.messages[51])
    world.live = [told_by_the_session + 1]

    await world.recovery().recover(BOT, GUILD, await world.begin())

    assert world.read_ids[-1] == told_by_the_session
