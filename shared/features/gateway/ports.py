"""What the gateway needs from outside."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from shared.features.gateway.model import BotConnection, Connection, Watcher
from shared.kernel.snowflakes import Snowflake


class Tickets(Protocol):
    def put(self, key: str, value: bytes, lifetime: timedelta) -> None: ...

    def take(self, key: str) -> bytes | None:
        """Return the value and remove it in one step; None where it was taken, has expired or never was."""


class Replies(Protocol):
    def wait(self, command_id: str, longest: timedelta) -> bytes | None:
        """Return a bot's answer to a command; None when none comes in time."""


class Postman(Protocol):
    def post(self, connection_id: str, message: bytes) -> None:
        """Send; raise `NotFoundError` when the connection has ended, else `UnavailableError`."""


class Closing(Protocol):
    def close(self, connection_id: str) -> None:
        """End a connection; raise as `Postman.post` does."""


class BotDirectory(Protocol):
    def bots(self, bot_id: Snowflake | None = None) -> list[BotConnection]:
        """Return the registered connections of all bots, or of one, in no order."""

    def forget(self, connection_id: str) -> None:
        """Remove a connection with all that hangs on it; nothing happens when it is unknown."""


class ConnectionStore(BotDirectory, Protocol):
    """What was written is read from then on."""

    def add(self, connection: Connection) -> None: ...

    def load(self, connection_id: str) -> Connection:
        """Raise `NotFoundError` when it has ended."""

    def of_user(self, user_id: Snowflake, login_id: str = "") -> list[str]:
        """Return the ids of a user's connections, of one login or of all."""

    def register(self, bot: BotConnection, expires_at: datetime) -> None: ...

    def renew(self, connection_id: str, expires_at: datetime) -> None:
        """Keep a connection until then, if it is there."""

    def renew_bot(self, connection_id: str, bot_id: Snowflake, seen_at: datetime, expires_at: datetime) -> None:
        """Note that a bot lives, if it has registered."""


class WatcherStore(Protocol):
    """Who follows which guild. What was written is read from then on."""

    def add(self, watcher: Watcher, limit: int, expires_at: datetime) -> None:
        """Let a connection follow a guild; raise `ConflictError` beyond `limit` guilds, or when it has ended."""

    def renew(self, watcher: Watcher, now: datetime, expires_at: datetime) -> None:
        """Keep a watcher until then; raise `ConflictError` where it has expired, or was removed, already."""

    def remove(self, watcher: Watcher) -> None: ...

    def of_guilds(self, guild_ids: Collection[Snowflake], now: datetime) -> list[Watcher]:
        """Return who follows any of these guilds."""

    def note_missed(self, watcher: Watcher, batch_id: str) -> bool:
        """Tell a watcher's catch-up that it has to look again; False when it is over, so that the watcher is live."""

    def go_live(self, watcher: Watcher, missed: str | None) -> str | None:
        """End a catch-up that has seen `missed`; return None, or the batch that it has to look for first.

        Raise `ConflictError` when the watcher is gone, or has begun another catch-up.
        """
