"""Whether the API is up, and what it offers."""

from typing import Any, Literal

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes

routes = Routes("health")


class Health(msgspec.Struct, frozen=True, kw_only=True):
    status: Literal["ok"]


@routes.route("GET", "/api/health", access=Access.PUBLIC)
def read_health(call: Call) -> Health:  # noqa: ARG001 every handler takes the call
    """Tell whether the API answers."""
    return Health(status="ok")


@routes.route("GET", "/api/openapi.json", access=Access.PUBLIC)
def read_openapi(call: Call) -> dict[str, Any]:  # noqa: ARG001 every handler takes the call
    """Return this document."""
    from chalicelib.openapi import document

    return document()
