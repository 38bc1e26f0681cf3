"""One feature's settings for a function that needs them all the time."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

import msgspec

from shared.features.settings.model import SettingsItem
from shared.features.settings.ports import ManySettings
from shared.kernel import json
from shared.kernel.short_memory import ShortMemory
from shared.kernel.snowflakes import Snowflake

T = TypeVar("T", bound=msgspec.Struct)

LIFETIME: Final = timedelta(seconds=30)
MAX_GUILDS: Final = 50_000  # some 10 MB; all that say something within half a minute, even of 100,000


class CachedSettings(Generic[T]):
    """Settings by guild, at most `LIFETIME` old; safe between threads."""

    def __init__(self, store: ManySettings, feature: str, kind: type[T], clock: Callable[[], datetime]) -> None:
        self._store = store
        self._feature = feature
        self._decoder = json.Decoder(kind)
        self._defaults = kind()
        self._known: ShortMemory[Snowflake, T] = ShortMemory(LIFETIME, MAX_GUILDS, clock)

    def of(self, guild_ids: Collection[Snowflake]) -> dict[Snowflake, T]:
        """Return the settings of each guild, the defaults where it has none."""
        recalled = {guild_id: self._known.recall(guild_id) for guild_id in guild_ids}
        fresh = {guild_id: settings for guild_id, settings in recalled.items() if settings is not None}
        missing = [guild_id for guild_id, settings in recalled.items() if settings is None]
        return fresh | self._load(missing) if missing else fresh

    def _load(self, guild_ids: list[Snowflake]) -> dict[Snowflake, T]:
        stored = self._store.load_many(guild_ids, self._feature)
        loaded = {guild_id: self._values(stored.get(guild_id)) for guild_id in guild_ids}
        for guild_id, settings in loaded.items():
            self._known.hold(guild_id, settings)
        return loaded

    def _values(self, item: SettingsItem | None) -> T:
        return self._decoder.decode(item.values) if item else self._defaults
