"""The worker reads the settings of its guilds when it gets them and when they change, and never takes older ones."""

import asyncio
import threading
from collections.abc import Collection

import pytest

from bot_worker.pipeline.backoff import Backoff
from bot_worker.recording.filter import RecordingFilter
from bot_worker.recording.settings import GuildSettings
from shared.features.events.settings import EventSettings
from shared.features.settings.model import SettingsItem
from shared.kernel import json
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

ONE, TWO = Snowflake(1), Snowflake(2)


class Store:
    """`away` refuses that many readings; `held` holds the next one back until it is set."""

    def __init__(self) -> None:
        self.items: dict[Snowflake, SettingsItem] = {}
        self.asked: list[list[Snowflake]] = []
        self.away = 0
        self.held: threading.Event | None = None

    def choose(self, guild_id: Snowflake, settings: EventSettings) -> None:
        self.items[guild_id] = SettingsItem(values=json.encode(settings), version=1)

    def load_many(
        self, guild_ids: Collection[Snowflake], feature: str, *, consistent: bool
    ) -> dict[Snowflake, SettingsItem]:
        assert (feature, consistent) == ("events", True)
        self.asked.append(list(guild_ids))
        found = {guild_id: self.items[guild_id] for guild_id in guild_ids if guild_id in self.items}
        held, self.held = self.held, None
        if held is not None:
            held.wait(5)
        if self.away:
            self.away -= 1
            raise StoreUnavailableError
        return found


class Filter(RecordingFilter):
    def __init__(self) -> None:
        super().__init__(lambda _guild_id, _channel_id: iter(()))
        self.chosen: dict[int, EventSettings] = {}
        self.was_set = asyncio.Event()

    def set(self, guild_id: int, settings: EventSettings) -> None:
        self.chosen[guild_id] = settings
        self.was_set.set()

    def forget(self, guild_id: int) -> None:
        self.chosen.pop(guild_id, None)


class Reading:
    def __init__(self) -> None:
        self.store, self.wanted = Store(), Filter()
        backoff = Backoff(first_seconds=0.01, longest_seconds=0.01, random=lambda: 1.0)
        self.settings = GuildSettings(self.store, self.wanted, lambda: [ONE, TWO], backoff)

    async def until_read(self, *guild_ids: Snowflake) -> None:
        running = asyncio.create_task(self.settings.run())
        async with asyncio.timeout(5):
            await self.wanted.was_set.wait()
        assert self.wanted.chosen.keys() >= set(guild_ids)
        running.cancel()
        await asyncio.wait([running])


QUIET = EventSettings(record_voice=False)


async def test_guilds_that_come_together_are_read_together() -> None:
    reading = Reading()
    reading.store.choose(TWO, QUIET)

    reading.settings.got(TWO)
    reading.settings.got(ONE)
    await reading.until_read(ONE, TWO)

    assert reading.store.asked == [[ONE, TWO]]
    assert reading.wanted.chosen == {ONE: EventSettings(), TWO: QUIET}


async def test_a_change_holds_when_it_is_answered() -> None:
    reading = Reading()
    reading.store.choose(ONE, QUIET)

    await reading.settings.changed(ONE, "events")

    assert reading.store.asked == [[ONE]]
    assert reading.wanted.chosen == {ONE: QUIET}


async def test_a_worker_that_may_have_missed_a_change_reads_all_its_guilds() -> None:
    reading = Reading()

    await reading.settings.changed(None, "events")

    assert reading.store.asked == [[ONE, TWO]]


async def test_settings_that_the_bot_does_not_go_by_are_not_read() -> None:
    reading = Reading()

    await reading.settings.changed(ONE, "messages")

    assert reading.store.asked == []


async def test_a_store_that_is_away_is_said_and_asked_again() -> None:
    reading = Reading()
    reading.store.choose(ONE, QUIET)
    reading.store.away = 2

    with pytest.raises(StoreUnavailableError):
        await reading.settings.changed(ONE, "events")
    await reading.until_read(ONE)

    assert reading.wanted.chosen == {ONE: QUIET}
    assert len(reading.store.asked) == 3


async def test_a_change_while_a_reading_is_under_way_is_read_after_it() -> None:
    reading = Reading()
    held = reading.store.held = threading.Event()

    first = asyncio.create_task(reading.settings.changed(ONE, "events"))
    await asyncio.sleep(0.05)
    reading.store.choose(ONE, QUIET)
    second = asyncio.create_task(reading.settings.changed(ONE, "events"))
    await asyncio.sleep(0.05)
    held.set()
    await asyncio.gather(first, second)

    assert reading.wanted.chosen == {ONE: QUIET}


async def test_settings_that_cannot_be_read_leave_everything_recorded() -> None:
    reading = Reading()
    reading.store.items[ONE] = SettingsItem(values=b'{"record_voice":"x"}', version=1)

    await reading.settings.changed(ONE, "events")

    assert reading.wanted.chosen == {ONE: EventSettings()}


async def test_a_guild_that_is_lost_is_forgotten() -> None:
    reading = Reading()
    await reading.settings.changed(ONE, "events")

    reading.settings.lost(ONE)

    assert reading.wanted.chosen == {}
