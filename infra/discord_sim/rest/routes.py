"""How a route is declared: method, template below `/api/v10`, who may call it, and a handler."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec

from infra.discord_sim.rest.call import Call


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON body with a status other than the route's usual one."""

    payload: dict[str, Any] | list[Any]
    status: int


Answer = dict[str, Any] | list[Any] | Reply | None
"""A JSON body; `None` answers with 204 and no body."""

Handler = Callable[[Call], Answer]


class Access(StrEnum):
    """Say which credentials a route asks for."""

    BOT = "bot"
    ANYONE_LOGGED_IN = "bot or bearer"
    OPEN = "none, or a token in the path"
    CLIENT = "an application's id and secret"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One method on one template."""

    method: str
    template: str
    handler: Handler
    status: int
    access: Access


class Routes:
    """Collect the routes of one resource; the methods are decorators."""

    def __init__(self) -> None:
        self.listed: list[Route] = []

    def get(self, template: str, *, status: int = 200, access: Access = Access.BOT) -> Callable[[Handler], Handler]:
        """Declare a GET."""
        return self._add("GET", template, status, access)

    def post(self, template: str, *, status: int = 200, access: Access = Access.BOT) -> Callable[[Handler], Handler]:
        """Declare a POST."""
        return self._add("POST", template, status, access)

    def put(self, template: str, *, status: int = 200, access: Access = Access.BOT) -> Callable[[Handler], Handler]:
        """Declare a PUT."""
        return self._add("PUT", template, status, access)

    def patch(self, template: str, *, status: int = 200, access: Access = Access.BOT) -> Callable[[Handler], Handler]:
        """Declare a PATCH."""
        return self._add("PATCH", template, status, access)

    def delete(self, template: str, *, status: int = 200, access: Access = Access.BOT) -> Callable[[Handler], Handler]:
        """Declare a DELETE."""
        return self._add("DELETE", template, status, access)

    def _add(self, method: str, template: str, status: int, access: Access) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            self.listed.append(Route(method=method, template=template, handler=handler, status=status, access=access))
            return handler

        return declare
