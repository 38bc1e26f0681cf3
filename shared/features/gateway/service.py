"""What the API asks of the bots, and how browsers get in."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from msgspec import UNSET

from shared.features.gateway.line import BotLine, Told
from shared.features.gateway.model import (
    BotConnection,
    BotPresence,
    ConnectedBot,
    PingResult,
    Ticket,
    TicketHolder,
    WorkerAnswer,
)
from shared.features.gateway.ports import Replies, Tickets
from shared.features.gateway.rules import TICKET_LIFETIME, reply_key, ticket_key, with_shard_of
from shared.kernel import json
from shared.kernel.callers import Caller
from shared.kernel.commands import BotStatus, Command, Ping, Pong, RunEffects, Status
from shared.kernel.errors import (
    AppError,
    BotTimeoutError,
    BotUnavailableError,
    CommandExpiredError,
    CommandInterruptedError,
    NotFoundError,
    UnavailableError,
)
from shared.kernel.guild_effects import EffectResult, EffectResults
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import CommandResult

log = logging.getLogger(__name__)

PING_TIMEOUT: Final = timedelta(seconds=5)
EFFECTS_TIMEOUT: Final = timedelta(seconds=20)  # API Gateway gives an HTTP request 29

_REFUSALS: Final[dict[str | None, type[AppError]]] = {
    error.code: error for error in (CommandExpiredError, CommandInterruptedError, NotFoundError)
}
_result: Final = json.Decoder(CommandResult)
_pong: Final = json.Decoder(Pong)
_status: Final = json.Decoder(BotStatus)
_effects: Final = json.Decoder(EffectResults)


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
        return [_described(bot) for bot in sorted(self._line.alive(), key=_place)]

    def bot_of(self, guild_id: Snowflake, bot_id: Snowflake) -> BotPresence:
        """Say whether the worker that has this guild is connected."""
        bots = with_shard_of(guild_id, self._line.alive(bot_id))
        return BotPresence(online=bool(bots), bot_id=bot_id, connected_at=bots[0].connected_at if bots else None)

    def send_command(self, bot_id: Snowflake, command: Command, timeout: timedelta) -> CommandResult:
        """Send a command and wait for its result; raise `BotUnavailableError` or `BotTimeoutError`."""
        answer = self._replies.wait(reply_key(bot_id, self._line.send(bot_id, command)), timeout)
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

    def run_effects(self, bot_id: Snowflake, effects: RunEffects) -> list[EffectResult]:
        """Have effects carried out in a guild, and return what came of each.

        Raise as `send_command` does (after `BotTimeoutError` they may be carried out yet), `NotFoundError` where the
        bot is not in the guild, `CommandExpiredError`, and `CommandInterruptedError` where nobody knows what was done.
        """
        result = self.send_command(bot_id, effects, EFFECTS_TIMEOUT)
        if not result.ok or result.data is UNSET:
            raise _REFUSALS.get(result.error, BotUnavailableError)
        return _effects.decode(result.data).results

    def settings_changed(self, bot_id: Snowflake, guild_id: Snowflake, feature: str) -> None:
        """Tell the workers that have the guild; whoever cannot be told now reads them when it registers."""
        try:
            self._line.tell_settings_changed(bot_id, guild_id, feature)
        except UnavailableError as error:
            log.warning("settings.not_told", extra={"guild_id": guild_id, "feature": feature, "code": error.code})

    def broadcast(self, bot_id: Snowflake, command: Ping | Status) -> list[WorkerAnswer]:
        """Ask every worker of the bot, and return what each answered; one that did not is a `bot_timeout`."""
        told = sorted(self._line.broadcast(bot_id, command), key=lambda each: _place(each.bot))
        keys = [reply_key(bot_id, each.command_id) for each in told if each.command_id is not None]
        answers = self._replies.wait_all(keys, PING_TIMEOUT)
        return [_answered(each, command, answers.get(reply_key(bot_id, each.command_id or ""))) for each in told]


def _place(bot: BotConnection) -> tuple[Snowflake, list[int]]:
    return bot.bot_id, bot.shard_ids


def _described(bot: BotConnection) -> ConnectedBot:
    return ConnectedBot(
        bot_id=bot.bot_id,
        name=bot.name,
        version=bot.version,
        shard_ids=bot.shard_ids,
        shard_count=bot.shard_count,
        connected_at=bot.connected_at,
    )


def _answered(told: Told, command: Ping | Status, answer: bytes | None) -> WorkerAnswer:
    worker = _described(told.bot)
    if told.command_id is None:
        return WorkerAnswer(worker=worker, error=BotUnavailableError.code)
    if answer is None:
        return WorkerAnswer(worker=worker, error=BotTimeoutError.code)
    result = _result.decode(answer)
    if not result.ok or result.data is UNSET:
        return WorkerAnswer(worker=worker, error=result.error or BotUnavailableError.code)
    if isinstance(command, Status):
        return WorkerAnswer(worker=worker, status=_status.decode(result.data))
    return WorkerAnswer(worker=worker, pong=_pong.decode(result.data))
