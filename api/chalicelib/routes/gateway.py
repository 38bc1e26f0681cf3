"""The bots behind the gateway, and the tickets to watch it."""

from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from shared.kernel.errors import BotTimeoutError, BotUnavailableError
from shared.kernel.snowflakes import Snowflake

routes = Routes("gateway")


class ConnectedBot(msgspec.Struct, frozen=True, kw_only=True):
    bot_id: Snowflake
    name: str
    version: str
    shard_ids: list[int]
    shard_count: int
    connected_at: datetime


class GatewayStatus(msgspec.Struct, frozen=True, kw_only=True):
    bots: list[ConnectedBot]


class PingResult(msgspec.Struct, frozen=True, kw_only=True):
    """`milliseconds` for the whole way to the bot and back; `discord_latency_ms` is None before its first heartbeat."""

    ok: Literal[True]
    milliseconds: int
    bot_id: Snowflake
    discord_latency_ms: int | None


class WebSocketTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Connect once to `url?token=<ticket>` within `expires_in` seconds."""

    ticket: str
    url: str
    expires_in: int


@routes.route("GET", "/api/gateway/status", access=Access.LOGIN)
def read_status(call: Call) -> GatewayStatus:
    """List the bots that are connected."""
    raise NotImplementedError


@routes.route("GET", "/api/gateway/ping", access=Access.LOGIN, errors=(BotUnavailableError, BotTimeoutError))
def ping_bot(call: Call) -> PingResult:
    """Send a ping through the gateway to the bot, and wait for its answer."""
    raise NotImplementedError


@routes.route("POST", "/api/ws-ticket", access=Access.LOGIN)
def issue_ticket(call: Call) -> WebSocketTicket:
    """Issue a one-time ticket for the gateway's WebSocket."""
    raise NotImplementedError
