"""A client that holds everything it sends and gets to the contract, and remembers where it has been."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from infra.discord_sim.oauth.grants import Consent
from infra.discord_sim.rest.routes import Route
from tests.contracts.discord_openapi.contract import ContractError
from tests.integration.discord_sim.rest.served import TOKEN, Served
from tests.unit.infra.discord_sim.worlds import BOT


class Rulebook(Protocol):
    """What requests and answers are held to."""

    def operation(self, method: str, template: str) -> str | None:
        """Return the rulebook's own template, if it knows the operation."""

    def check_request(self, method: str, path: str, query: Mapping[str, Any], body: Any) -> None:
        """Raise for a request that is not allowed."""

    def check_response(self, method: str, path: str, status: int, content_type: str | None, body: Any) -> None:
        """Raise for an answer that is not allowed."""


class Visitor:
    """Call the simulator; the world is there to look ids up and to prepare what REST cannot."""

    def __init__(self, served: Served, contract: Rulebook) -> None:
        self.world = served.world
        self.visited: set[tuple[str, str]] = set()
        self._served = served
        self._contract = contract

    def bearer_of(self, user_id: int, *scopes: str) -> str:
        """Return an access token of a person, without the way over the consent page."""
        grants = self._served.grants
        redirect_uri = "http://127.0.0.1/"
        consent = Consent(application_id=BOT, user_id=user_id, scopes=frozenset(scopes), redirect_uri=redirect_uri)
        return grants.redeem(grants.authorize(consent), BOT, redirect_uri, "").access_token

    async def call(
        self,
        method: str,
        template: str,
        *ids: object,
        status: int,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        valid: bool = True,
    ) -> Any:
        """Send a request and return the parsed answer, which must have this status.

        `template` names parameters as the simulator's routes do, `ids` fill them in order. With `valid=False` the
        request is meant to break the contract, and only the answer is checked.
        """
        path = self._contract.operation(method, template)
        if path is None:
            raise ContractError(f"{method} {template} is not in the document")
        if valid:
            self._contract.check_request(method, path, query or {}, body)
        answer_status, content_type, answer = await self.send(method, filled(template, ids), query, body, headers)
        self._contract.check_response(method, path, answer_status, content_type, answer)
        if answer_status != status:
            raise AssertionError(f"{method} {template}: expected {status}, got {answer_status}: {answer}")
        if status < 300:
            self.visited.add((method, template))
        return answer

    async def send(
        self, method: str, path: str, query: Mapping[str, Any] | None, body: Any, headers: Mapping[str, str] | None
    ) -> tuple[int, str | None, Any]:
        """Send a request as it is; return status, content type and the parsed body."""
        values = {name: _in_query(value) for name, value in (query or {}).items()}
        sent = b"" if body is None else msgspec.json.encode(body)
        all_headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"} | dict(headers or {})
        url = f"{self._served.api_url}{path}"
        request = self._served.session.request(method, url, params=values, data=sent, headers=all_headers)
        async with request as got:
            raw = await got.read()
            return got.status, got.headers.get("Content-Type"), msgspec.json.decode(raw) if raw else None


def missing(routes: tuple[Route, ...], visited: set[tuple[str, str]]) -> list[str]:
    """List the routes on which no visitor was welcome."""
    return sorted(
        f"{route.method} {route.template}" for route in routes if (route.method, route.template) not in visited
    )


def filled(template: str, ids: tuple[object, ...]) -> str:
    """Put ids into a template, in order."""
    left = iter(ids)
    return re.sub(r"\{[^}]*\}", lambda _: str(next(left)), template)


def _in_query(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
