"""Which connection speaks for which guild, what tickets and commands are called, and when a command is done with."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from shared.features.gateway.model import BotConnection, QueuedCommand
from shared.kernel.commands import guild_of
from shared.kernel.errors import BotUnavailableError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake, shard_of
from shared.kernel.wire import UNKNOWN_COMMAND, CommandResult

TICKET_LIFETIME: Final = timedelta(seconds=60)
CONNECTION_LIFETIME: Final = timedelta(hours=3)  # API Gateway itself ends a connection after 2 hours
SUBSCRIPTION_LIFETIME: Final = timedelta(minutes=10)  # a keep-alive, every 4 minutes, renews it where access holds
SILENT_AFTER: Final = timedelta(minutes=10)  # bots send a keep-alive every 4 minutes
DELIVERY_NOTE_LIFETIME: Final = timedelta(hours=1)  # by then every browser has sent a keep-alive, and found the note
MAX_SUBSCRIPTIONS: Final = 20

_DURABLE: Final = "d-"
# With these a worker says that it has not begun, and that it, or another, may do so later: a newer one, perhaps.
_NOT_BEGUN: Final = frozenset({StoreUnavailableError.code, BotUnavailableError.code, UNKNOWN_COMMAND})


def ticket_key(ticket: str) -> str:
    """Name a ticket in the store, which then does not hold the ticket itself."""
    return f"ws:ticket:{sha256(ticket.encode()).hexdigest()}"


def alive(bots: Iterable[BotConnection], now: datetime) -> list[BotConnection]:
    """Return those heard of lately, the newest connection first: in a hand-over it is the one that stays."""
    recent = [bot for bot in bots if bot.seen_at > now - SILENT_AFTER]
    return sorted(recent, key=lambda bot: bot.connected_at, reverse=True)


def with_shard_of(guild_id: int, bots: Iterable[BotConnection]) -> list[BotConnection]:
    return [bot for bot in bots if bot.shard_ids and shard_of(guild_id, bot.shard_count) in bot.shard_ids]


def reply_key(bot_id: Snowflake, command_id: str) -> str:
    """Name a result by its bot, too: no other bot's word counts."""
    return f"{bot_id}:{command_id}"


def durable_id(now: datetime, secret: str) -> str:
    """Make a stored command's id: it sorts by time, and nobody guesses it."""
    return f"{_DURABLE}{int(now.timestamp() * 1000):012x}-{secret}"


def is_durable(command_id: str) -> bool:
    return command_id.startswith(_DURABLE)


def is_for(command: QueuedCommand, bot: BotConnection) -> bool:
    """Whether this worker has the command's guild."""
    guild_id = guild_of(command.message.command)
    return guild_id is None or bool(with_shard_of(guild_id, [bot]))


def is_final(result: CommandResult) -> bool:
    return result.ok or result.error not in _NOT_BEGUN
