"""One feature's settings for a function that needs them all the time."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

import msgspec

from shared.features.settings.model import SettingsItem
from shared.features.settings.ports import ManySettings
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

T = TypeVar("T", bound=msgspec.Struct)

LIFETIME: Final = timedelta(seconds=30)
MAX_GUILDS: Final = 10_000


class CachedSettings(Generic[T]):
    """Settings by guild, at most `LIFETIME` old; safe between threads."""

    def __init__(self, store: ManySettings, feature: str, kind: type[T], clock: Callable[[], datetime]) -> None:
        self._store = store
        self._feature = feature
        self._kind = kind
        self._decoder = json.Decoder(kind)
        self._clock = clock
        self._cached: dict[Snowflake, tuple[datetime, T]] = {}

    def of(self, guild_ids: Collection[Snowflake]) -> dict[Snowflake, T]:
        """Return the settings of each guild, the defaults where it has none."""
        fresh_since = self._clock() - LIFETIME
        cached = self._cached
        fresh = {
            guild_id: cached[guild_id][1]
            for guild_id in guild_ids
            if guild_id in cached and cached[guild_id][0] >= fresh_since
        }
        missing = [guild_id for guild_id in guild_ids if guild_id not in fresh]
        return fresh | self._load(missing) if missing else fresh

    def _load(self, guild_ids: list[Snowflake]) -> dict[Snowflake, T]:
        now = self._clock()
        stored = self._store.load_many(guild_ids, self._feature)
        loaded = {guild_id: self._values(stored.get(guild_id)) for guild_id in guild_ids}
        kept = {} if len(self._cached) > MAX_GUILDS else self._cached
        # A new dict, not a changed one: other threads read the old one meanwhile.
        self._cached = {**kept, **{guild_id: (now, settings) for guild_id, settings in loaded.items()}}
        return loaded

    def _values(self, item: SettingsItem | None) -> T:
        return self._decoder.decode(item.values) if item else self._kind()
