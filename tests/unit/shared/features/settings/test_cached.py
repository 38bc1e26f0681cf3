"""Functions read settings often, and the store seldom."""

from collections.abc import Collection

from shared.features.messages.settings import MessageSettings
from shared.features.settings.cached import CachedSettings
from shared.features.settings.model import SettingsItem
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import FakeClock

ONE, OTHER = Snowflake(1), Snowflake(2)
KEEPING = MessageSettings(store_content=True)


class FakeStore:
    def __init__(self) -> None:
        self.items: dict[Snowflake, SettingsItem] = {}
        self.reads: list[list[Snowflake]] = []

    def load_many(self, guild_ids: Collection[Snowflake], _feature: str) -> dict[Snowflake, SettingsItem]:
        self.reads.append(list(guild_ids))
        return {guild_id: self.items[guild_id] for guild_id in guild_ids if guild_id in self.items}


def test_a_guild_that_chose_nothing_has_the_defaults() -> None:
    cached = CachedSettings(FakeStore(), "messages", MessageSettings, FakeClock())

    assert cached.of([ONE]) == {ONE: MessageSettings()}


def test_only_guilds_that_are_not_known_are_read() -> None:
    store = FakeStore()
    store.items[OTHER] = SettingsItem(values=json.encode(KEEPING), version=1)
    cached = CachedSettings(store, "messages", MessageSettings, FakeClock())
    cached.of([ONE])

    assert cached.of([ONE, OTHER]) == {ONE: MessageSettings(), OTHER: KEEPING}
    assert store.reads == [[ONE], [OTHER]]


def test_a_change_is_seen_after_half_a_minute_at_the_latest() -> None:
    store, clock = FakeStore(), FakeClock()
    cached = CachedSettings(store, "messages", MessageSettings, clock)
    cached.of([ONE])
    store.items[ONE] = SettingsItem(values=json.encode(KEEPING), version=1)

    clock.pass_time(seconds=29)
    before = cached.of([ONE])
    clock.pass_time(seconds=2)
    after = cached.of([ONE])

    assert (before, after) == ({ONE: MessageSettings()}, {ONE: KEEPING})


def test_no_guilds_are_no_read() -> None:
    store = FakeStore()

    assert CachedSettings(store, "messages", MessageSettings, FakeClock()).of([]) == {}
    assert store.reads == []
