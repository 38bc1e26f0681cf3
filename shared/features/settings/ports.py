"""What settings ask of the world."""

from typing import Protocol

from shared.features.settings.model import SettingsItem
from shared.kernel.snowflakes import Snowflake


class SettingsStore(Protocol):
    def load(self, guild_id: Snowflake, feature: str) -> SettingsItem | None:
        """Return the latest; None where nobody changed the defaults."""

    def save(self, guild_id: Snowflake, feature: str, item: SettingsItem) -> None:
        """Store if the version stored is the one before the item's; raise `SettingsChangedError` otherwise."""
