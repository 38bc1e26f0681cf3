"""A client that holds everything it sends and gets to Discord's OpenAPI document."""

from typing import Any

import msgspec

from shared.adapters.discord.client import DiscordClient, Request
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.model import Demand, Outcome, Permit
from shared.adapters.discord.payloads import encode
from shared.adapters.discord.transport import Sent, Transport
from tests.contracts.discord_openapi.contract import Contract


class NoLimiter:
    """Lets everything pass."""

    def acquire(self, demand: Demand, patience_seconds: float) -> Permit:
        assert patience_seconds >= 0
        return Permit(id="1", place="", demand=demand)

    def report(self, permit: Permit, outcome: Outcome) -> None:
        assert outcome.status or outcome.is_unused, permit


class CheckedClient(DiscordClient):
    """Remembers which operations were welcome."""

    def __init__(self, transport: Transport, contract: Contract) -> None:
        super().__init__(transport, NoLimiter())
        self._contract = contract
        self.welcome: set[str] = set()

    def send(self, request: Request, errand: Errand) -> Sent:
        method, template = request.route.method, request.route.template
        path = self._contract.operation(method, template)
        assert path is not None, f"{request.route.key} is not in the document"
        query = {name: value for name, value in request.query.items() if value is not None}
        self._contract.check_request(method, path, query, _json(request.body))
        sent = super().send(request, errand)
        answer = msgspec.json.decode(sent.body) if sent.body else None
        self._contract.check_response(method, path, sent.status, "application/json", answer)
        self.welcome.add(request.route.key)
        return sent


def _json(body: object) -> Any:
    return None if body is None else msgspec.json.decode(encode(body))
