"""Every route says who may call it, and the document says what every route says."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.http.call import Call
from chalicelib.http.declaration import OF_PLACES, Access, Route, Routes, permission_needed
from chalicelib.openapi import document
from chalicelib.routes import ROUTES
from infra.local.layout import ROOT
from shared.features.access.model import GuildPermission
from shared.kernel import errors

PUBLIC = {
    "GET /api/health",
    "GET /api/openapi.json",
    "POST /api/auth/discord/login",
    "GET /api/auth/discord/login",
    "GET /api/auth/discord/callback",
    "POST /api/auth/exchange-session",
}

QUESTIONS = {"POST /api/discord/guilds/{guild_id}/explain"}  # too large for a query, and change nothing

BY_WHAT_IS_UNDONE = {"POST /api/guilds/{guild_id}/actions/{action_id}/undo"}  # needs what doing it needed


def named(route: Route) -> str:
    return f"{route.method} {route.url}"


def test_only_the_way_in_is_public() -> None:
    assert {named(route) for route in ROUTES if route.access is Access.PUBLIC} == PUBLIC


def test_what_rides_on_the_cookie_needs_our_own_page() -> None:
    assert {named(route) for route in ROUTES if route.access is Access.OWN_PAGE} == {
        "POST /api/auth/refresh",
        "POST /api/auth/logout",
    }


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_a_route_with_a_guild_is_guarded(route: Route) -> None:
    assert ("{guild_id}" in route.url) == (route.access is Access.GUILD)
    assert ("{channel_id}" in route.url and "{guild_id}" not in route.url) == (route.access is Access.CHANNEL)


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_a_route_of_a_guild_says_which_permission_it_needs(route: Route) -> None:
    needed = set(route.needs.values()) if isinstance(route.needs, Mapping) else {route.needs} - {None}

    assert needed <= set(GuildPermission)
    assert bool(needed) == (route.access in OF_PLACES)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.access in OF_PLACES], ids=named)
def test_a_change_needs_more_than_a_view(route: Route) -> None:
    needed = set(route.needs.values()) if isinstance(route.needs, Mapping) else {route.needs}
    only_asks = route.method == "GET" or named(route) in QUESTIONS | BY_WHAT_IS_UNDONE

    assert only_asks or GuildPermission.VIEW not in needed


def test_each_features_settings_need_their_own_permission() -> None:
    (change,) = (route.needs for route in ROUTES if route.name == "change_settings")

    assert change == {
        "access": GuildPermission.MANAGE_ACCESS,
        "enforcement": GuildPermission.MANAGE_SETTINGS,
        "events": GuildPermission.MANAGE_SETTINGS,
        "messages": GuildPermission.MANAGE_SETTINGS,
    }


def test_a_feature_that_there_is_not_needs_a_view_to_be_told_so() -> None:
    needs = {"messages": GuildPermission.MANAGE_SETTINGS}

    assert permission_needed(needs, {"feature": "teleport"}) is GuildPermission.VIEW
    assert permission_needed(needs, {"feature": "messages"}) is GuildPermission.MANAGE_SETTINGS


@pytest.mark.parametrize(
    ("url", "access", "needs"),
    [
        ("/x/{guild_id}", Access.LOGIN, None),
        ("/x/{guild_id}", Access.LOGIN, GuildPermission.VIEW),
        ("/x/{guild_id}", Access.GUILD, None),
        ("/x", Access.GUILD, GuildPermission.VIEW),
        ("/x/{channel_id}", Access.CHANNEL, None),
        ("/x/{channel_id}", Access.LOGIN, None),
        ("/x", Access.CHANNEL, GuildPermission.VIEW),
        ("/x", Access.LOGIN, GuildPermission.VIEW),
    ],
)
def test_a_route_that_forgets_its_guard_cannot_be_declared(
    url: str, access: Access, needs: GuildPermission | None
) -> None:
    with pytest.raises(TypeError, match="says what it needs"):
        Routes("x").route("GET", url, access=access, needs=needs)


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_what_stands_in_the_path_is_declared(route: Route) -> None:
    declared = set(route.path.__struct_fields__) if route.path else set()

    assert set(re.findall(r"{(\w+)}", route.url)) == declared


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_a_change_is_never_a_get(route: Route) -> None:
    assert route.body is None or route.method != "GET"


def test_names_of_routes_are_unique() -> None:
    assert len({route.name for route in ROUTES}) == len({named(route) for route in ROUTES}) == len(ROUTES)


def test_the_committed_document_is_fresh() -> None:
    """Write it anew with `PYTHONPATH=.:api python -m chalicelib.openapi > docs/openapi.json`."""
    assert json.loads((ROOT / "docs/openapi.json").read_text()) == json.loads(json.dumps(document()))


def test_the_document_has_every_route_with_its_errors_and_its_lock() -> None:
    described = document()["paths"]

    for route in ROUTES:
        operation: dict[str, Any] = described[route.url][route.method.lower()]
        assert ("security" in operation) == (route.access is Access.LOGIN or route.access in OF_PLACES)
        assert str(route.status) in operation["responses"]
        for error in route.errors:
            assert error.code in operation["responses"][str(error.status)]["description"]


def test_every_reference_in_the_document_leads_somewhere() -> None:
    text = json.dumps(document())
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', text))

    assert names <= document()["components"]["schemas"].keys()


def test_the_document_lists_every_code_that_a_client_may_meet() -> None:
    codes = document()["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]

    for error in (errors.GuildForbiddenError, errors.BotTimeoutError, errors.RefreshRejectedError, errors.AppError):
        assert error.code in codes


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_no_answer_leaves_out_a_field(route: Route) -> None:
    """A field with a default would be optional in the page's types, though it is always there."""
    if hasattr(route.answer, "__struct_fields__"):
        assert route.answer.__struct_defaults__ == ()


def test_a_call_without_a_caller_is_nobodys() -> None:
    call = Call(services=None, cookies={})  # type: ignore[arg-type]  # no service is asked

    with pytest.raises(errors.UnauthenticatedError):
        _ = call.user_id
    with pytest.raises(errors.GuildForbiddenError):
        _ = call.guild_id
