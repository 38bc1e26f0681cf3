"""Speak to the bots through their connections, and let browsers in."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec import UNSET

from shared.features.gateway.model import BotConnection, BotPresence, ConnectedBot, PingResult, Ticket, TicketHolder
from shared.features.gateway.ports import BotDirectory, Postman, Replies, Tickets
from shared.features.gateway.rules import TICKET_LIFETIME, alive, ticket_key, with_shard_of
from shared.kernel import json
from shared.kernel.callers import Caller
from shared.kernel.commands import Command, Ping, Pong, Watch
from shared.kernel.errors import BotTimeoutError, BotUnavailableError, NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.tracing import request_id
from shared.kernel.wire import WATCH_SECONDS, CommandResult, FromBackend

PING_TIMEOUT: Final = timedelta(seconds=5)

_result: Final = json.Decoder(CommandResult)
_pong: Final = json.Decoder(Pong)


class BotLine:
    """Sends commands to bots; `new_id` makes ids that nobody can guess."""

    def __init__(
        self, directory: BotDirectory, postman: Postman, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._directory = directory
        self._postman = postman
        self._clock = clock
        self._new_id = new_id

    def alive(self, bot_id: Snowflake | None = None) -> list[BotConnection]:
        """Return the bots' connections, the newest first."""
        return alive(self._directory.bots(bot_id), self._clock())

    def send(self, bot_id: Snowflake, command: Command, guild_id: Snowflake | None = None) -> str:
        """Send to the bot's newest connection that is there, and has this guild; return the command's id."""
        bots = self.alive(bot_id)
        for bot in bots if guild_id is None else with_shard_of(guild_id, bots):
            if command_id := self._post(bot, command):
                return command_id
        raise BotUnavailableError

    def watch(self, guild_ids: Iterable[Snowflake]) -> None:
        """Ask whoever has these guilds to send their events at once; a bot that cannot be reached is left alone."""
        bots = self.alive()
        for guild_id in guild_ids:
            for bot in with_shard_of(guild_id, bots):
                self._post(bot, Watch(guild_id=guild_id, seconds=WATCH_SECONDS))

    def _post(self, bot: BotConnection, command: Command) -> str | None:
        """Return the command's id, or None when this connection does not take it."""
        command_id = self._new_id()
        message = FromBackend(command_id=command_id, request_id=request_id.get(), command=command)
        try:
            self._postman.post(bot.connection_id, json.encode(message))
        except NotFoundError:
            self._directory.forget(bot.connection_id)
            return None
        except UnavailableError:
            return None
        return command_id


class GatewayService:
    """What the API asks of the gateway. `url` is where browsers connect."""

    def __init__(
        self,
        line: BotLine,
        tickets: Tickets,
        replies: Replies,
        url: str,
        clock: Callable[[], datetime],
        new_ticket: Callable[[], str],
    ) -> None:
        self._line = line
        self._tickets = tickets
        self._replies = replies
        self._url = url
        self._clock = clock
        self._new_ticket = new_ticket

    def issue_ticket(self, caller: Caller) -> Ticket:
        """Let this user connect once, soon, for as long as their login lasts."""
        ticket = self._new_ticket()
        holder = TicketHolder(user_id=caller.user_id, login_id=caller.login_id)
        self._tickets.put(ticket_key(ticket), json.encode(holder), TICKET_LIFETIME)
        return Ticket(ticket=ticket, url=self._url, expires_in=int(TICKET_LIFETIME.total_seconds()))

    def status(self) -> list[ConnectedBot]:
        """List the bots that are connected, by id and first shard."""
        bots = sorted(self._line.alive(), key=lambda bot: (bot.bot_id, bot.shard_ids))
        return [
            ConnectedBot(
                bot_id=bot.bot_id,
                name=bot.name,
                version=bot.version,
                shard_ids=bot.shard_ids,
                shard_count=bot.shard_count,
                connected_at=bot.connected_at,
            )
            for bot in bots
        ]

    def bot_of(self, guild_id: Snowflake, bot_id: Snowflake) -> BotPresence:
        """Say whether the worker that has this guild is connected."""
        bots = with_shard_of(guild_id, self._line.alive(bot_id))
        return BotPresence(online=bool(bots), bot_id=bot_id, connected_at=bots[0].connected_at if bots else None)

    def send_command(self, bot_id: Snowflake, command: Command, timeout: timedelta) -> CommandResult:
        """Send a command and wait for its result; raise `BotUnavailableError` or `BotTimeoutError`."""
        answer = self._replies.wait(self._line.send(bot_id, command), timeout)
        if answer is None:
            raise BotTimeoutError
        return _result.decode(answer)

    def ping(self, bot_id: Snowflake) -> PingResult:
        """Measure the way to the bot and back; raise as `send_command` does."""
        started_at = self._clock()
        result = self.send_command(bot_id, Ping(), PING_TIMEOUT)
        milliseconds = int((self._clock() - started_at) / timedelta(milliseconds=1))
        if not result.ok or result.data is UNSET:
            raise BotUnavailableError
        latency = _pong.decode(result.data).discord_latency_ms
        return PingResult(milliseconds=milliseconds, bot_id=bot_id, discord_latency_ms=latency)
