"""What access asks of the world."""

from typing import Protocol

from shared.adapters.discord_payloads import UserGuild
from shared.kernel.snowflakes import Snowflake


class AdministeredGuilds(Protocol):
    def of_user(self, user_id: Snowflake) -> list[UserGuild]:
        """Return the guilds that the user owns or administers, at most a minute old."""
