"""Read and replace a feature's settings in a guild."""

from typing import TypeVar

import msgspec

from shared.features.settings.model import SettingsItem, Stored
from shared.features.settings.ports import SettingsStore
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

S = TypeVar("S", bound=msgspec.Struct)


class SettingsService:
    def __init__(self, store: SettingsStore) -> None:
        self._store = store

    def read(self, guild_id: Snowflake, feature: str, kind: type[S]) -> Stored[S]:
        """Return what the guild chose; what it did not choose is at its default."""
        item = self._store.load(guild_id, feature)
        if item is None:
            return Stored(values=kind(), version=0)
        return Stored(values=json.Decoder(kind).decode(item.values), version=item.version)

    def change(self, guild_id: Snowflake, feature: str, values: S, version: int) -> Stored[S]:
        """Replace all values; raise `SettingsChangedError` where `version` is not the latest any more."""
        self._store.save(guild_id, feature, SettingsItem(values=json.encode(values), version=version + 1))
        return Stored(values=values, version=version + 1)
