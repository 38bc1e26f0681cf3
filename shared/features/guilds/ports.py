"""What guilds ask of the world."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from shared.features.guilds.model import GuildRecord, UserGuild
from shared.kernel.effects import DeactivateGuild, UpsertGuild
from shared.kernel.snowflakes import Snowflake


class GuildStore(Protocol):
    """Each write stands unless a later moment is recorded already: in any order, and repeated, they end the same."""

    def write(self, changes: Sequence[UpsertGuild | DeactivateGuild]) -> None:
        """Record changes of different guilds. An upserted guild is active; a deactivated one, if this bot has it, not.

        `bot_added_at` is when the guild first was upserted since the bot last left. A guild that we do not know is
        not deactivated: it stays unknown.
        """

    def active_of(self, bot_id: Snowflake, after: Snowflake, last: Snowflake) -> list[Snowflake]:
        """Return the bot's active guilds with `after < id <= last`, perhaps without those of the last second."""

    def load(self, guild_id: Snowflake) -> GuildRecord:
        """Raise `NotFoundError` where no bot ever saw the guild."""

    def load_many(self, guild_ids: Sequence[Snowflake]) -> list[GuildRecord]:
        """Return those that a bot ever saw, in no order."""


class DiscordUserGuilds(Protocol):
    def list_guilds(self, access_token: str) -> list[UserGuild]:
        """Return all guilds of the token's user; raise `GrantRevokedError` or `DiscordUnavailableError`."""


class UserTokens(Protocol):
    def access_token_of(self, user_id: Snowflake) -> str:
        """Return a token of Discord to act for the user; raise `GrantRevokedError` where there is none any more."""


class Cache(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None: ...
