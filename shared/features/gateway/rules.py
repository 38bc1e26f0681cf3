"""Which connection speaks for which guild, and what a ticket is called."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from shared.features.gateway.model import BotConnection
from shared.kernel.snowflakes import shard_of

TICKET_LIFETIME: Final = timedelta(seconds=60)
CONNECTION_LIFETIME: Final = timedelta(hours=3)  # API Gateway itself ends a connection after 2 hours
SUBSCRIPTION_LIFETIME: Final = timedelta(minutes=10)  # a keep-alive, every 4 minutes, renews it where access holds
SILENT_AFTER: Final = timedelta(minutes=10)  # bots send a keep-alive every 4 minutes
MAX_SUBSCRIPTIONS: Final = 20


def ticket_key(ticket: str) -> str:
    """Name a ticket in the store, which then does not hold the ticket itself."""
    return f"ws:ticket:{sha256(ticket.encode()).hexdigest()}"


def alive(bots: Iterable[BotConnection], now: datetime) -> list[BotConnection]:
    """Return those heard of lately, the newest connection first: in a hand-over it is the one that stays."""
    recent = [bot for bot in bots if bot.seen_at > now - SILENT_AFTER]
    return sorted(recent, key=lambda bot: bot.connected_at, reverse=True)


def with_shard_of(guild_id: int, bots: Iterable[BotConnection]) -> list[BotConnection]:
    return [bot for bot in bots if bot.shard_ids and shard_of(guild_id, bot.shard_count) in bot.shard_ids]
