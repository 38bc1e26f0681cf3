"""Every route of a guild, with every permission but the one that it needs: generated from what the routes declare."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest
import redis

from chalicelib.http.declaration import Route
from chalicelib.routes import ROUTES
from shared.adapters.redis_store import RedisCache
from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.remembered import RememberedAccess
from shared.kernel.snowflakes import Snowflake, parse_snowflake
from tests.integration.api.browser import Browser
from tests.security.test_every_route import call, ids_in, named, path_of


def needs() -> Iterator[tuple[Route, str, GuildPermission]]:
    """Yield each route, for each feature that it distinguishes, with the permission that it needs."""
    for route in ROUTES:
        if isinstance(route.needs, GuildPermission):
            yield route, "messages", route.needs
        elif route.needs is not None:
            for feature, needed in route.needs.items():
                yield route, feature, needed


NEEDS = list(needs())
ABOVE_VIEW = [each for each in NEEDS if each[2] is not GuildPermission.VIEW]


def label(value: object) -> str:
    return named(value) if isinstance(value, Route) else str(value)


def let(store: redis.Redis, browser: Browser, guild: dict[str, Any], *permissions: GuildPermission) -> None:
    """Let the bot have said that the browser's user may do just this in the guild."""
    claims = jwt.decode(browser.access_token, options={"verify_signature": False})
    user_id, guild_id = parse_snowflake(claims["sub"]), parse_snowflake(guild["id"])
    access = GuildAccess(
        owner=False,
        administrator=False,
        permissions=list(permissions),
        source=AccessSource.BOT,
        top_role_id=Snowflake(7),
        top_role_position=1,
    )
    remembered = RememberedAccess(RedisCache(store))
    stamp, _ = remembered.find(guild_id, user_id)
    remembered.keep(guild_id, user_id, stamp, access, timedelta(seconds=20))


@pytest.fixture
def forgotten(store: redis.Redis, stranger: Browser, guild: dict[str, Any]) -> Iterator[None]:
    """Afterwards the stranger is a stranger again."""
    yield
    let(store, stranger, guild)


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(("route", "feature", "needed"), ABOVE_VIEW, ids=label)
def test_all_permissions_but_the_right_one_are_not_enough(
    stranger: Browser, store: redis.Redis, guild: dict[str, Any], route: Route, feature: str, needed: GuildPermission
) -> None:
    let(store, stranger, guild, *(each for each in GuildPermission if each is not needed))

    answer = call(stranger, route, path_of(route, **ids_in(guild), feature=feature))

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(("route", "feature", "needed"), NEEDS, ids=label)
def test_without_view_no_other_permission_helps(
    stranger: Browser, store: redis.Redis, guild: dict[str, Any], route: Route, feature: str, needed: GuildPermission
) -> None:
    let(store, stranger, guild, *(each for each in GuildPermission if each is not GuildPermission.VIEW))

    answer = call(stranger, route, path_of(route, **ids_in(guild), feature=feature))

    assert (answer.status_code, answer.json()["code"]) == (403, "guild_forbidden")


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(("route", "feature", "needed"), NEEDS, ids=label)
def test_the_right_one_is_enough(
    stranger: Browser, store: redis.Redis, guild: dict[str, Any], route: Route, feature: str, needed: GuildPermission
) -> None:
    let(store, stranger, guild, GuildPermission.VIEW, needed)

    answer = call(stranger, route, path_of(route, **ids_in(guild), feature=feature))

    assert answer.status_code not in {401, 403}


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(("route", "feature", "needed"), NEEDS, ids=label)
def test_a_permission_that_is_taken_is_gone_at_the_next_request(
    stranger: Browser, store: redis.Redis, guild: dict[str, Any], route: Route, feature: str, needed: GuildPermission
) -> None:
    let(store, stranger, guild, GuildPermission.VIEW, needed)
    RememberedAccess(RedisCache(store)).forget(parse_snowflake(guild["id"]), None)

    answer = call(stranger, route, path_of(route, **ids_in(guild), feature=feature))

    assert (answer.status_code, answer.json()["code"]) == (403, "guild_forbidden")


def test_a_permission_in_one_guild_is_none_in_another(
    stranger: Browser, store: redis.Redis, guild: dict[str, Any]
) -> None:
    let(store, stranger, guild, *GuildPermission)
    other = str(int(guild["id"]) + 1)

    answers = [call(stranger, route, path_of(route, guild_id=other, feature=feature)) for route, feature, _ in NEEDS]

    let(store, stranger, guild)
    assert {answer.json()["code"] for answer in answers} == {"guild_forbidden"}
