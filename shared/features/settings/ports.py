"""What settings ask of the world."""

from collections.abc import Collection, Mapping
from typing import Protocol

from shared.features.settings.model import SettingsItem
from shared.kernel.snowflakes import Snowflake


class SettingsStore(Protocol):
    def load(self, guild_id: Snowflake, feature: str) -> SettingsItem | None:
        """Return the latest; None where nobody changed the defaults."""

    def save(self, guild_id: Snowflake, feature: str, item: SettingsItem) -> None:
        """Store if the version stored is the one before the item's; raise `SettingsChangedError` otherwise."""


class ManySettings(Protocol):
    def load_many(self, guild_ids: Collection[Snowflake], feature: str) -> Mapping[Snowflake, SettingsItem]:
        """Return what is stored; a guild with the defaults is not among the keys. May be a second old."""
