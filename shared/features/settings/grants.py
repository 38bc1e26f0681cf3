"""What guilds grant their roles: never older than the last change, for access hangs on it."""

from collections.abc import Collection, Mapping
from typing import Final, Protocol

from shared.features.access.settings import AccessSettings
from shared.features.settings.model import SettingsItem
from shared.features.settings.ports import ManySettings, SettingsStore
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

FEATURE: Final = "access"

_settings: Final = json.Decoder(AccessSettings)


class Settings(SettingsStore, ManySettings, Protocol):
    """Reads one guild's settings as they are, those of many perhaps a second late."""


class AccessGrants:
    def __init__(self, store: Settings) -> None:
        self._store = store

    def of(self, guild_ids: Collection[Snowflake]) -> Mapping[Snowflake, AccessSettings]:
        """Return the settings of each guild; a list of many only chooses which of them are looked at one by one."""
        if len(guild_ids) == 1:
            (guild_id,) = guild_ids
            return {guild_id: _values(self._store.load(guild_id, FEATURE))}
        stored = self._store.load_many(guild_ids, FEATURE)
        return {guild_id: _values(stored.get(guild_id)) for guild_id in guild_ids}


def _values(item: SettingsItem | None) -> AccessSettings:
    return AccessSettings() if item is None else _settings.decode(item.values)
