"""What notices need from outside, and what others need of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from shared.features.gateway.model import Watcher
from shared.features.notices.model import Notice
from shared.kernel.snowflakes import Snowflake


class Followers(Protocol):
    def of_guilds(self, guild_ids: Collection[Snowflake], now: datetime) -> list[Watcher]:
        """Return who follows any of these guilds."""


class Teller(Protocol):
    """What a service asks for that changes something which others may be looking at."""

    def tell(self, guild_id: Snowflake, notice: Notice) -> None:
        """Tell all who follow the guild live, where they can be reached; raise nothing."""
