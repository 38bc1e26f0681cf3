"""Connections that name only what a test is about."""

import itertools
from datetime import datetime, timedelta

from shared.features.gateway.model import BotConnection, CatchUp, Connection, ConnectionKind, Watcher
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import BOT, GUILD
from tests.fakes.clock import NOON

USER = Snowflake(800_000_000_000_000_001)

_numbers = itertools.count(1)


def a_connection_id() -> str:
    return f"connection-{next(_numbers)}="


def a_connection(
    connection_id: str | None = None,
    *,
    kind: ConnectionKind = ConnectionKind.BROWSER,
    owner_id: int | None = None,
    now: datetime = NOON,
) -> Connection:
    return Connection(
        id=connection_id or a_connection_id(),
        kind=kind,
        owner_id=Snowflake(owner_id or (BOT if kind is ConnectionKind.BOT else USER)),
        connected_at=now,
        expires_at=now + timedelta(hours=3),
    )


def a_bot(
    connection_id: str | None = None,
    *,
    bot_id: int = BOT,
    shard_ids: tuple[int, ...] = (0,),
    shard_count: int = 1,
    connected_at: datetime = NOON,
    seen_at: datetime = NOON,
) -> BotConnection:
    return BotConnection(
        bot_id=Snowflake(bot_id),
        name="guildhall",
        version="0.1.0",
        shard_ids=list(shard_ids),
        shard_count=shard_count,
        connected_at=connected_at,
        connection_id=connection_id or a_connection_id(),
        seen_at=seen_at,
    )


def a_watcher(connection_id: str, *, guild_id: int = GUILD, catch_up: CatchUp | None = None) -> Watcher:
    return Watcher(
        guild_id=Snowflake(guild_id), connection_id=connection_id, user_id=Snowflake(USER), catch_up=catch_up
    )


def a_catch_up(catch_up_id: str = "catch-up", *, until: datetime = NOON + timedelta(seconds=30)) -> CatchUp:
    return CatchUp(id=catch_up_id, until=until)
