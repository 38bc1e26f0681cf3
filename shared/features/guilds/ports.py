"""What guilds ask of the world."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

from shared.adapters.discord_payloads import UserGuild
from shared.features.guilds.model import GuildRecord
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


class UserGuilds(Protocol):
    def everywhere(self, user_id: Snowflake) -> list[UserGuild]:
        """Return the guilds that the user is in."""


class GrantedGuilds(Protocol):
    def of(self, user_id: Snowflake, guild_ids: Sequence[Snowflake]) -> set[Snowflake]:
        """Return those of these guilds that a role of the user lets them view."""


class Locks(Protocol):
    def hold(self, key: str, *, wait: timedelta) -> AbstractContextManager[None]:
        """Hold a lock across processes; raise `StoreUnavailableError` when others hold it for longer than `wait`."""


class Cache(Protocol):
    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None: ...

    def drop(self, key: str) -> None: ...
