"""No request, however malformed, is answered with a 5xx: valid requests are spoilt field by field."""

import copy
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.contracts.discord_openapi.scenarios import SCENARIOS, Scenario
from tests.contracts.discord_openapi.visitor import Visitor, filled
from tests.integration.discord_sim.rest.served import Served
from tests.integration.discord_sim.rest.test_every_route import NoContract

NASTY: tuple[Any, ...] = (
    None,
    True,
    -1,
    1 << 70,
    1.5,
    "",
    "x",
    "x" * 5000,
    "\x00",
    "1",
    [],
    [None],
    ["x"],
    {},
    {"id": []},
)
NASTY_TEXT = ("", "x", "-1", "0", str(1 << 70))
STATE = (
    "users",
    "applications",
    "guilds",
    "channels",
    "messages",
    "webhooks",
    "invites",
    "commands",
    "interactions",
    "files",
)


class Vandal(Visitor):
    """Send, before each valid request, all spoilt copies of it; the world is put back afterwards."""

    async def call(self, method: str, template: str, *ids: object, **request: Any) -> Any:
        before = copy.deepcopy({name: getattr(self.world, name) for name in STATE})
        for path, query, body in spoilt(template, ids, request.get("query") or {}, request.get("body")):
            status, _, answer = await self.send(method, path, query, body, request.get("headers"))
            assert status < 500, f"{method} {path} {query} {body}: {answer}"
        for name, value in before.items():
            setattr(self.world, name, value)
        return await super().call(method, template, *ids, **request)


def spoilt(
    template: str, ids: tuple[object, ...], query: Mapping[str, Any], body: Any
) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """Put something nasty in the place of every id, query value and value of the body, in turn."""
    path = filled(template, ids)
    for nasty in spoilt_copies(body):
        yield path, query, nasty
    for name, text in itertools.product(query, NASTY_TEXT):
        yield path, {**query, name: text}, body
    for position, text in itertools.product(range(len(ids)), NASTY_TEXT[1:]):
        yield filled(template, (*ids[:position], text, *ids[position + 1 :])), query, body


def spoilt_copies(body: Any) -> Iterator[Any]:
    """Put something nasty in the place of every value of a body, in turn."""
    if body is None:
        return
    yield from NASTY
    for path in _paths(body):
        for value in NASTY:
            spoilt = copy.deepcopy(body)
            place = spoilt
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = value
            yield spoilt


def _paths(value: Any) -> Iterator[list[Any]]:
    steps = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield [step]
        for rest in _paths(inner):
            yield [step, *rest]


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())
async def test_a_spoilt_request_is_never_our_fault(served: Served, scenario: Scenario) -> None:
    await scenario(Vandal(served, NoContract()))
