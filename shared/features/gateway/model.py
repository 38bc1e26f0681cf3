"""Connections, as API Gateway and as people see them."""

from datetime import datetime
from enum import StrEnum

import msgspec

from shared.kernel.commands import BotStatus, Pong
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import FromBackend


class ConnectionKind(StrEnum):
    BOT = "bot"
    BROWSER = "browser"


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """An open WebSocket: `owner_id` is the bot's or the user's; `guilds` are those that a browser follows.

    `login_id` is that of the login whose ticket opened it; bots have none.
    """

    id: str
    kind: ConnectionKind
    owner_id: Snowflake
    connected_at: datetime
    expires_at: datetime
    login_id: str = ""
    guilds: frozenset[Snowflake] = frozenset()


class CatchUp(msgspec.Struct, frozen=True, kw_only=True):
    """A replay that goes on: `id` tells it from another one, and after `until` it must have died."""

    id: str
    until: datetime


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has open, which others are to know of, and how that person is called."""

    subject: str
    name: str


class Watcher(msgspec.Struct, frozen=True, kw_only=True):
    """A user's browser that follows a guild: live, or still catching up with what it missed.

    `user_id` is None where only the place in the table matters.
    """

    guild_id: Snowflake
    connection_id: str
    user_id: Snowflake | None = None
    catch_up: CatchUp | None = None
    shows: Shown | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A batch, or a part of its audience, that is on its way to who follows these guilds.

    It is noted before the batch is acknowledged, and the note goes when everybody has the batch or has been
    disconnected. One that is there after `until` tells of a function that died: then nobody knows who has the batch.
    """

    batch_id: str
    part: int
    guild_ids: frozenset[Snowflake]
    until: datetime


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Who follows some guilds, or others of their buckets, and what is on its way to them."""

    watchers: list[Watcher]
    deliveries: list[Delivery]


class ConnectedBot(msgspec.Struct, frozen=True, kw_only=True):
    bot_id: Snowflake
    name: str
    version: str
    shard_ids: list[int]
    shard_count: int
    connected_at: datetime


class BotConnection(ConnectedBot, frozen=True, kw_only=True):
    """A bot's connection with its address; `seen_at` is when it last said that it lives."""

    connection_id: str
    seen_at: datetime


class BotPresence(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a worker of the bot that has this guild's shard is connected, and since when."""

    online: bool
    bot_id: Snowflake
    connected_at: datetime | None


class TicketHolder(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a ticket lets in, and the login that it ends with."""

    user_id: Snowflake
    login_id: str


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """Connect once to `url?token=<ticket>` within `expires_in` seconds."""

    ticket: str
    url: str
    expires_in: int


class PingResult(msgspec.Struct, frozen=True, kw_only=True):
    """`milliseconds` for the way to the bot and back; `discord_latency_ms` is None before its first heartbeat."""

    milliseconds: int
    bot_id: Snowflake
    discord_latency_ms: int | None


class QueuedCommand(msgspec.Struct, frozen=True, kw_only=True):
    """A durable command that waits for its result; `begun_by` is the worker that alone may carry it out."""

    bot_id: Snowflake
    message: FromBackend
    queued_at: datetime
    begun_by: str = ""


class WorkerAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What one worker answered to a broadcast: `error` is a stable code, else there is what was asked for."""

    worker: ConnectedBot
    error: str | None = None
    pong: Pong | None = None
    status: BotStatus | None = None
