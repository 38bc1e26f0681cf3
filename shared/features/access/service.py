"""Decide what a user may see."""

from shared.features.access.ports import AdministeredGuilds
from shared.kernel.errors import GuildForbiddenError
from shared.kernel.snowflakes import Snowflake


class AccessService:
    """Answers whether a user may see a guild. A guild that does not exist looks like one of somebody else's."""

    def __init__(self, administered: AdministeredGuilds) -> None:
        self._administered = administered

    def may_view(self, user_id: Snowflake, guild_id: Snowflake) -> bool:
        """Raise `GrantRevokedError` or `DiscordUnavailableError` where Discord does not tell."""
        return any(guild.id == guild_id for guild in self._administered.of_user(user_id))

    def require_view(self, user_id: Snowflake, guild_id: Snowflake) -> None:
        if not self.may_view(user_id, guild_id):
            raise GuildForbiddenError
