"""The bots behind the gateway, and the tickets to watch it."""

from typing import Literal

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.pace import Pace
from shared.features.gateway.model import ConnectedBot, PingResult, Ticket, WorkerAnswer
from shared.kernel.commands import Ping, Status
from shared.kernel.errors import BotTimeoutError, BotUnavailableError

routes = Routes("gateway")


class GatewayStatus(msgspec.Struct, frozen=True, kw_only=True):
    bots: list[ConnectedBot]


class Pinged(PingResult, frozen=True, kw_only=True):
    ok: Literal[True]


class Broadcast(msgspec.Struct, frozen=True, kw_only=True):
    """Only what tells how the workers do: what changes something is never broadcast."""

    command: Literal["ping", "status"]


class BroadcastAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """One for each connection that the bot's workers hold, by shard; one that did not answer in time says so."""

    items: list[WorkerAnswer]


@routes.route("GET", "/api/gateway/status", access=Access.LOGIN)
def read_status(call: Call) -> GatewayStatus:
    """List the bots that are connected."""
    return GatewayStatus(bots=call.services.gateway.status())


@routes.route("GET", "/api/gateway/ping", access=Access.LOGIN, errors=(BotUnavailableError, BotTimeoutError))
def ping_bot(call: Call) -> Pinged:
    """Send a ping through the gateway to the bot, and wait for its answer."""
    result = call.services.gateway.ping(call.services.config.bot_id)
    return Pinged(ok=True, **msgspec.structs.asdict(result))


@routes.route("POST", "/api/gateway/broadcast", access=Access.LOGIN, pace=Pace.BROADCAST)
def broadcast(call: Call, body: Broadcast) -> BroadcastAnswers:
    """Ask every worker of the bot, and wait for their answers."""
    command = Ping() if body.command == "ping" else Status()
    return BroadcastAnswers(items=call.services.gateway.broadcast(call.services.config.bot_id, command))


@routes.route("POST", "/api/ws-ticket", access=Access.LOGIN)
def issue_ticket(call: Call) -> Ticket:
    """Issue a one-time ticket for the gateway's WebSocket."""
    return call.services.gateway.issue_ticket(call.caller)
