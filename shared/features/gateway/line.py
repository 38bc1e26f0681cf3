"""Send commands to the bots through their connections."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

import msgspec

from shared.adapters.threads import in_parallel
from shared.features.gateway.model import BotConnection, QueuedCommand
from shared.features.gateway.ports import BotDirectory, CommandQueue, Postman
from shared.features.gateway.rules import alive, durable_id, with_shard_of
from shared.kernel import json
from shared.kernel.commands import Command, SettingsChanged, Watch, changes_something, guild_of
from shared.kernel.errors import BotUnavailableError, NotFoundError, PayloadTooLargeError, UnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.tracing import request_id
from shared.kernel.wire import MAX_MESSAGE_BYTES, WATCH_SECONDS, FromBackend

log = logging.getLogger(__name__)

COMMAND_LIFETIME: Final = timedelta(seconds=60)  # longer than anybody waits; clocks may differ by a part of it
LONGEST_LIFETIME: Final = timedelta(days=7)  # workers remember what they carried out for longer


class _Post(Enum):
    SENT = auto()
    UNCERTAIN = auto()
    NOT_THERE = auto()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A worker, and the id of the command that it was sent; None where it could not be reached."""

    bot: BotConnection
    command_id: str | None


class BotLine:
    """Sends commands to bots; `new_id` makes ids that nobody can guess."""

    def __init__(
        self,
        directory: BotDirectory,
        postman: Postman,
        queue: CommandQueue,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._directory = directory
        self._postman = postman
        self._queue = queue
        self._clock = clock
        self._new_id = new_id

    def alive(self, bot_id: Snowflake | None = None) -> list[BotConnection]:
        """Return the bots' connections, the newest first."""
        return alive(self._directory.bots(bot_id), self._clock())

    def send(self, bot_id: Snowflake, command: Command) -> str:
        """Send to the bot's newest connection that is there, and has the command's guild; return the command's id.

        What changes something is sent once at most: where nobody can tell whether it arrived, that counts as sent.
        """
        message = self._message(self._new_id(), command, COMMAND_LIFETIME, durable=False)
        for bot in self._for(bot_id, command):
            posted = self._post(bot, message)
            if posted is _Post.SENT or (posted is _Post.UNCERTAIN and changes_something(command)):
                return message.command_id
        raise BotUnavailableError

    def queue(self, bot_id: Snowflake, command: Command, lifetime: timedelta) -> str:
        """Store a command until its result comes, but no longer than `lifetime`; return its id.

        It is sent at once where a worker is there, else when one comes that has the guild.
        """
        now = self._clock()
        message = self._message(durable_id(now, self._new_id()), command, min(lifetime, LONGEST_LIFETIME), durable=True)
        self._queue.put(QueuedCommand(bot_id=bot_id, message=message, queued_at=now))
        for bot in self._for(bot_id, command):
            if self._post(bot, message) is not _Post.NOT_THERE:
                break
        return message.command_id

    def deliver(self, bot: BotConnection, message: FromBackend) -> bool:
        """Send a stored command to this worker; return whether it is still there."""
        return self._post(bot, message) is not _Post.NOT_THERE

    def broadcast(self, bot_id: Snowflake, command: Command) -> list[Told]:
        """Send to every connection of the bot, each under an id of its own."""
        return in_parallel(lambda bot: self.tell(bot, command), self.alive(bot_id))

    def tell_settings_changed(self, bot_id: Snowflake, guild_id: Snowflake, feature: str) -> None:
        """Tell every worker that has the guild; one that is away reads all settings when it registers."""
        command = SettingsChanged(guild_id=guild_id, feature=feature)
        in_parallel(lambda bot: self.tell(bot, command), self._for(bot_id, command))

    def watch(self, guild_ids: Iterable[Snowflake]) -> None:
        """Ask whoever has these guilds to send their events at once; a bot that cannot be reached is left alone."""
        bots = self.alive()
        for guild_id in guild_ids:
            for bot in with_shard_of(guild_id, bots):
                self.tell(bot, Watch(guild_id=guild_id, seconds=WATCH_SECONDS))

    def tell(self, bot: BotConnection, command: Command) -> Told:
        """Send to this one connection, under an id of its own."""
        message = self._message(self._new_id(), command, COMMAND_LIFETIME, durable=False)
        sent = self._post(bot, message) is _Post.SENT
        return Told(bot=bot, command_id=message.command_id if sent else None)

    def _for(self, bot_id: Snowflake, command: Command) -> list[BotConnection]:
        guild_id, bots = guild_of(command), self.alive(bot_id)
        return bots if guild_id is None else with_shard_of(guild_id, bots)

    def _message(self, command_id: str, command: Command, lifetime: timedelta, *, durable: bool) -> FromBackend:
        return FromBackend(
            command_id=command_id,
            request_id=request_id.get(),
            command=command,
            expires_at=int((self._clock() + lifetime).timestamp() * 1000),
            durable=durable,
        )

    def _post(self, bot: BotConnection, message: FromBackend) -> _Post:
        encoded = json.encode(message)
        if len(encoded) > MAX_MESSAGE_BYTES:
            raise PayloadTooLargeError
        try:
            self._postman.post(bot.connection_id, encoded)
        except NotFoundError:
            self._directory.forget(bot.connection_id)
            return _Post.NOT_THERE
        except UnavailableError:
            return _Post.UNCERTAIN
        return _Post.SENT
