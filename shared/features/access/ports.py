"""What access asks of the world."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

from shared.adapters.discord_payloads import UserGuild
from shared.features.access.settings import AccessSettings
from shared.features.guilds.model import GuildRecord
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.snowflakes import Snowflake


class UserGuilds(Protocol):
    def everywhere(self, user_id: Snowflake) -> list[UserGuild]:
        """Return the guilds that the user is in, as Discord told lately; raise where it does not tell."""

    def forget(self, user_id: Snowflake) -> None: ...


class GuildRecords(Protocol):
    def load_many(self, guild_ids: Sequence[Snowflake]) -> list[GuildRecord]:
        """Return those that a bot ever saw, in no order."""


class Bots(Protocol):
    """Raise `BotUnavailableError` or `BotTimeoutError` where the bot that has the guild does not tell."""

    def member(self, bot_id: Snowflake, guild_id: Snowflake, user_id: Snowflake) -> MemberView: ...

    def roles(self, bot_id: Snowflake, guild_id: Snowflake) -> list[RoleView]:
        """Return the roles without @everyone, highest first."""


class Grants(Protocol):
    def of(self, guild_ids: Collection[Snowflake]) -> Mapping[Snowflake, AccessSettings]:
        """Return the settings of each of these guilds."""


class Memory(Protocol):
    """What lives for seconds, for all processes."""

    def get_many(self, keys: Sequence[str]) -> list[bytes | None]: ...

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None: ...

    def count(self, key: str, lifetime: timedelta) -> int:
        """Add one and return the sum; it is forgotten `lifetime` after the last time."""


class Locks(Protocol):
    def hold(self, key: str, *, wait: timedelta) -> AbstractContextManager[None]:
        """Hold a lock across processes; raise `StoreUnavailableError` when others hold it for longer than `wait`."""


class Followers(Protocol):
    """Who follows guilds live."""

    def end(self, guild_id: Snowflake, user_ids: Iterable[Snowflake]) -> None:
        """End what these users follow of this guild, and tell them."""

    def ask_anew(self, guild_id: Snowflake) -> None:
        """Let all who follow the guild come back, and be asked for their access again."""
