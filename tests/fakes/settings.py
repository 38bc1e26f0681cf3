"""The ports of the settings in memory."""

from collections.abc import Collection

from shared.features.settings.model import SettingsItem
from shared.kernel.errors import SettingsChangedError
from shared.kernel.snowflakes import Snowflake


class FakeSettingsStore:
    def __init__(self) -> None:
        self.items: dict[tuple[Snowflake, str], SettingsItem] = {}

    def load(self, guild_id: Snowflake, feature: str) -> SettingsItem | None:
        return self.items.get((guild_id, feature))

    def load_many(self, guild_ids: Collection[Snowflake], feature: str) -> dict[Snowflake, SettingsItem]:
        return {guild_id: self.items[guild_id, feature] for guild_id in guild_ids if (guild_id, feature) in self.items}

    def save(self, guild_id: Snowflake, feature: str, item: SettingsItem) -> None:
        stored = self.items.get((guild_id, feature))
        if (stored.version if stored else 0) != item.version - 1:
            raise SettingsChangedError
        self.items[guild_id, feature] = item
