"""What the gateway needs from outside."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from shared.features.gateway.model import Audience, BotConnection, Connection, Delivery, QueuedCommand, Shown, Watcher
from shared.kernel.snowflakes import Snowflake


class Tickets(Protocol):
    def put(self, key: str, value: bytes, lifetime: timedelta) -> None: ...

    def take(self, key: str) -> bytes | None:
        """Return the value and remove it in one step; None where it was taken, has expired or never was."""


class Replies(Protocol):
    """`key` names a command and the bot that it was sent to (`reply_key`)."""

    def wait(self, key: str, longest: timedelta) -> bytes | None:
        """Return a bot's answer to a command; None when none comes in time."""

    def wait_all(self, keys: Sequence[str], longest: timedelta) -> Mapping[str, bytes]:
        """Return the answers that came in time, by key."""


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


class CommandQueue(Protocol):
    """Commands that wait for their result, by bot. What was written is read from then on."""

    def put(self, command: QueuedCommand) -> None: ...

    def pending(self, bot_id: Snowflake) -> list[QueuedCommand]:
        """Return a bot's commands, the oldest first."""

    def begin(self, bot_id: Snowflake, command_id: str, worker_id: str) -> None:
        """Let this worker alone carry a command out; raise `ConflictError` where another may, or it is gone."""

    def finish(self, bot_id: Snowflake, command_id: str) -> None:
        """Remove a command; nothing happens when it is gone."""

    def drop(self, command: QueuedCommand, now: datetime) -> None:
        """Remove a command that nobody will carry out, and keep a record of it for a month."""

    def dropped(self, bot_id: Snowflake) -> list[QueuedCommand]:
        """Return the records of a bot's dropped commands, the oldest first."""


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

    def show(self, watcher: Watcher, shown: Shown | None) -> str | None:
        """Note what a watcher shows, or that it shows nothing; return the subject that it showed before.

        Raise `ConflictError` where it has expired, or was removed.
        """

    def of_guilds(self, guild_ids: Collection[Snowflake], now: datetime) -> list[Watcher]:
        """Return who follows any of these guilds."""

    def audience(self, guild_ids: Collection[Snowflake], now: datetime) -> Audience:
        """Return who follows these guilds, or others of their buckets, with what is on its way to them."""

    def watched(self, now: datetime) -> set[Snowflake]:
        """Return every guild that somebody follows."""

    def begin(self, delivery: Delivery) -> None:
        """Note that a batch is on its way."""

    def end(self, delivery: Delivery) -> None:
        """Note that nobody waits for it any more."""

    def note_missed(self, watcher: Watcher, batch_id: str) -> bool:
        """Tell a watcher's catch-up that it has to look again; False when it is over, so that the watcher is live."""

    def go_live(self, watcher: Watcher, missed: str | None) -> str | None:
        """End a catch-up that has seen `missed`; return None, or the batch that it has to look for first.

        Raise `ConflictError` when the watcher is gone, or has begun another catch-up.
        """
