"""The OpenAPI 3.1 document, from the declarations that check the requests: `python -m chalicelib.openapi`."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from chalicelib.http.declaration import OF_PLACES, Access, Route
from chalicelib.http.errors import Problem
from chalicelib.routes import ROUTES
from shared.features.access.model import GuildPermission
from shared.kernel import events, wire
from shared.kernel.errors import (
    AccessTokenExpiredError,
    AppError,
    BotUnavailableError,
    CsrfError,
    DiscordUnavailableError,
    GrantRevokedError,
    GuildForbiddenError,
    InvalidInputError,
    KeyReusedError,
    LoginEndedError,
    PayloadTooLargeError,
    PermissionMissingError,
    RateLimitedError,
    RequestRunningError,
    StoreUnavailableError,
    UnauthenticatedError,
)
from shared.kernel.json import schema_hook

_REF: Final = "#/components/schemas/{name}"
_ALSO: Final[tuple[Any, ...]] = (  # what travels over the WebSocket, for the page's generated types
    *(wire.Subscribe, wire.Unsubscribe, wire.Viewing, wire.KeepAlive),
    *(wire.Subscribed, wire.EventMessage, wire.NoticeMessage, wire.Viewers, wire.KeptAlive, wire.ErrorMessage),
    *(events.GuildData, events.GuildDeleteData, events.GuildSyncData, events.OwnerChangeData, events.GapData),
    *(events.MessageCreateData, events.MessageUpdateData, events.MessageDeleteData, events.MessageDeleteBulkData),
    *(events.MemberJoinData, events.MemberUpdateData, events.MemberGoneData, events.MemberRemoveData),
    *(events.MemberBanData, events.RoleData, events.RoleDeleteData, events.ChannelData, events.ThreadData),
    *(events.InviteCreateData, events.InviteDeleteData, events.WebhooksUpdateData, events.EmojisUpdateData),
    *(events.VoiceStateData, events.AuditLogEntryData, events.AutomodExecutionData),
)
_OF_PLACES: Final = (
    *(UnauthenticatedError, AccessTokenExpiredError, LoginEndedError, StoreUnavailableError),
    *(GuildForbiddenError, PermissionMissingError, GrantRevokedError),
    *(DiscordUnavailableError, BotUnavailableError),
)
_BY_ACCESS: Final[dict[Access, tuple[type[AppError], ...]]] = {
    Access.PUBLIC: (StoreUnavailableError,),
    Access.OWN_PAGE: (CsrfError, StoreUnavailableError),
    Access.LOGIN: (UnauthenticatedError, AccessTokenExpiredError, LoginEndedError, StoreUnavailableError),
    **dict.fromkeys(OF_PLACES, _OF_PLACES),
}
_OF_ONCE: Final = (InvalidInputError, KeyReusedError, RequestRunningError)
_OWN_PAGE: Final = {
    "name": "X-Guildhall",
    "in": "header",
    "required": True,
    "description": "Shows that our own page made the request: others cannot send it.",
    "schema": {"enum": ["1"]},
}

_ONCE: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request under the same key, within a day, gets the same answer and is not done again.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 64},
}


def document() -> dict[str, Any]:
    """Describe every route and every type."""
    kinds = [kind for route in ROUTES for kind in (route.body, route.answer) if kind is not None]
    schemas, components = _schemas([Problem, *kinds, *_ALSO])
    known = dict(zip([Problem, *kinds], schemas, strict=False))
    components |= _named_in_parameters()
    components["Problem"]["properties"]["code"] = {"enum": sorted({error.code for error in _tree(AppError)})}
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for route in ROUTES:
        paths[route.url][route.method.lower()] = _operation(route, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Guildhall", "version": "1", "license": {"name": "MIT", "identifier": "MIT"}},
        "paths": dict(paths),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {"access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _named_in_parameters() -> dict[str, Any]:
    """Return the types with a name of their own that stand in paths and queries: choices."""
    found: dict[str, Any] = {}
    for kind in {kind for route in ROUTES for kind in (route.path, route.query) if kind is not None}:
        (reference,), components = _schemas([kind])
        whole = reference["$ref"].rpartition("/")[2]
        found |= {name: schema for name, schema in components.items() if name != whole}
    return found


def _schemas(kinds: list[Any]) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    return msgspec.json.schema_components(kinds, schema_hook=schema_hook, ref_template=_REF)


def _operation(route: Route, known: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": route.name, "tags": [route.tag], "summary": route.summary}
    if route.access not in (Access.PUBLIC, Access.OWN_PAGE):
        operation["security"] = [{"access_token": []}]
    if route.needs is not None:
        operation["x-permission"] = route.needs if isinstance(route.needs, GuildPermission) else dict(route.needs)
    if parameters := list(_parameters(route)):
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": _json(known[route.body])}
    operation["responses"] = {str(route.status): _answer(route, known), **_problems(route)}
    return operation


def _parameters(route: Route) -> Iterator[dict[str, Any]]:
    if route.access is Access.OWN_PAGE:
        yield _OWN_PAGE
    if route.once:
        yield _ONCE
    for place, kind in (("path", route.path), ("query", route.query)):
        if kind is None:
            continue
        (reference,), components = _schemas([kind])
        schema = components[reference["$ref"].rpartition("/")[2]]
        for name, described in schema["properties"].items():
            yield {"name": name, "in": place, "required": name in schema.get("required", ()), "schema": described}


def _answer(route: Route, known: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    if route.answer is None:
        return {"description": "Go there" if route.status == 302 else "Done"}
    return {"description": "Done", "content": _json(known[route.answer])}


def _problems(route: Route) -> dict[str, Any]:
    """Describe what can go wrong: for each status its codes."""
    by_status: dict[int, set[str]] = defaultdict(set)
    everywhere = (RateLimitedError, AppError)
    errors: list[type[AppError]] = [
        *(_OF_ONCE if route.once else ()),
        *_input_errors(route),
        *_BY_ACCESS[route.access],
        *route.errors,
        *everywhere,
    ]
    for error in errors:
        by_status[error.status].add(error.code)
    content = _json({"$ref": _REF.format(name="Problem")})
    return {
        str(status): {"description": ", ".join(sorted(codes)), "content": content}
        for status, codes in sorted(by_status.items())
    }


def _input_errors(route: Route) -> tuple[type[AppError], ...]:
    if route.body is not None:
        return (InvalidInputError, PayloadTooLargeError)
    return (InvalidInputError,) if route.path or route.query else ()


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _tree(error: type[AppError]) -> Iterator[type[AppError]]:
    yield error
    for kind in error.__subclasses__():
        yield from _tree(kind)


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
