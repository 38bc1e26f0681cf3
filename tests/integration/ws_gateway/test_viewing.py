"""Two who look at the same member, or the same case, know of each other, for as long as both do; nobody else does."""

from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.redis_store import RedisCache
from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.remembered import RememberedAccess
from shared.kernel.snowflakes import Snowflake
from tests.integration.ws_gateway.gateway import Client, Gateway, an_id
from ws_gateway.limits import MESSAGES_PER_MINUTE

BEN, CASE = "user:80351110224678912", "case:17"


def a_moderator(gateway: Gateway, guild_id: Snowflake) -> Client:
    browser = gateway.a_browser(guild_id)
    (confirmed,) = browser.say({"action": "subscribe", "guild_id": str(guild_id)})
    assert confirmed["action"] == "subscribed"
    return browser


def view(browser: Client, guild_id: Snowflake, subject: str | None) -> list[dict[str, Any]]:
    return browser.say({"action": "viewing", "guild_id": str(guild_id), "subject": subject})


def seen(messages: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return of which subjects a browser was told who else looks."""
    told = [message for message in messages if message["action"] == "viewers"]
    return [(message["subject"], [each["user_id"] for each in message["viewers"]]) for message in told]


def test_the_second_learns_of_the_first_and_the_first_of_the_second(gateway: Gateway) -> None:
    guild_id = an_id()
    first, second = (a_moderator(gateway, guild_id) for _ in range(2))

    alone = view(first, guild_id, BEN)
    both = view(second, guild_id, BEN)

    assert seen(alone) == [(BEN, [])]
    assert seen(both) == [(BEN, [str(first.owner_id)])]
    assert seen(first.heard()) == [(BEN, [str(second.owner_id)])]


def test_who_looks_at_something_else_hears_nothing(gateway: Gateway) -> None:
    guild_id = an_id()
    first, second, third = (a_moderator(gateway, guild_id) for _ in range(3))
    view(second, guild_id, CASE)

    view(first, guild_id, BEN)

    assert (seen(second.heard()), seen(third.heard())) == ([], [])


@pytest.mark.parametrize("how", ["moves on", "closes it", "unsubscribes", "goes away"])
def test_however_one_stops_the_other_learns_it_at_once(gateway: Gateway, how: str) -> None:
    guild_id = an_id()
    first, second = (a_moderator(gateway, guild_id) for _ in range(2))
    view(first, guild_id, BEN)
    view(second, guild_id, BEN)
    first.heard()

    if how == "unsubscribes":
        second.say({"action": "unsubscribe", "guild_id": str(guild_id)})
    elif how == "goes away":
        second.disconnect()
    else:
        view(second, guild_id, CASE if how == "moves on" else None)

    assert seen(first.heard()) == [(BEN, [])]


def test_one_person_with_two_windows_is_nobody_else(gateway: Gateway) -> None:
    guild_id = an_id()
    first = a_moderator(gateway, guild_id)
    second = Client(gateway, user_id=first.owner_id)
    assert second.connect() == 200
    second.say({"action": "subscribe", "guild_id": str(guild_id)})
    view(first, guild_id, BEN)

    assert seen(view(second, guild_id, BEN)) == [(BEN, [])]


def test_a_keep_alive_tells_anew_who_looks(gateway: Gateway) -> None:
    guild_id = an_id()
    first, second = (a_moderator(gateway, guild_id) for _ in range(2))
    view(first, guild_id, BEN)
    view(second, guild_id, BEN)
    first.heard()

    heard = first.say({"action": "keep-alive"})

    assert seen(heard) == [(BEN, [str(second.owner_id)])]


def test_who_may_only_view_neither_tells_nor_learns(gateway: Gateway) -> None:
    guild_id = an_id()
    moderator, viewer = (a_moderator(gateway, guild_id) for _ in range(2))
    view(moderator, guild_id, BEN)
    _let(gateway, viewer, guild_id, GuildPermission.VIEW)

    (refused,) = view(viewer, guild_id, BEN)

    assert (refused["action"], refused["code"]) == ("error", "permission_missing")
    assert moderator.heard() == []


def test_who_may_not_moderate_any_more_is_seen_no_longer(gateway: Gateway) -> None:
    guild_id = an_id()
    first, second = (a_moderator(gateway, guild_id) for _ in range(2))
    view(first, guild_id, BEN)
    view(second, guild_id, BEN)
    first.heard()
    _let(gateway, second, guild_id, GuildPermission.VIEW)

    second.say({"action": "keep-alive"})

    assert seen(first.heard()) == [(BEN, [])]


def test_who_does_not_follow_the_guild_tells_nobody(gateway: Gateway) -> None:
    guild_id = an_id()
    browser = gateway.a_browser(guild_id)

    (refused,) = view(browser, guild_id, BEN)

    assert (refused["action"], refused["code"]) == ("error", "conflict")


@pytest.mark.parametrize("subject", ["user:0", "user:", "case:-1", "case:1 ", "role:5", "x" * 500, 17, {"user": "5"}])
def test_what_is_no_subject_is_refused(gateway: Gateway, subject: object) -> None:
    guild_id = an_id()
    browser = a_moderator(gateway, guild_id)

    (refused,) = browser.say({"action": "viewing", "guild_id": str(guild_id), "subject": subject})

    assert (refused["action"], refused["code"]) == ("error", "invalid_input")


def test_looking_around_counts_as_saying_something(gateway: Gateway) -> None:
    guild_id = an_id()
    browser = a_moderator(gateway, guild_id)

    heard = [view(browser, guild_id, f"case:{number}") for number in range(1, MESSAGES_PER_MINUTE + 5)]

    assert any(message[0].get("code") == "rate_limited" for message in heard)


def _let(gateway: Gateway, browser: Client, guild_id: Snowflake, *permissions: GuildPermission) -> None:
    access = GuildAccess(
        owner=False,
        administrator=False,
        permissions=list(permissions),
        source=AccessSource.BOT,
        top_role_id=None,
        top_role_position=None,
    )
    remembered = RememberedAccess(RedisCache(gateway.redis))
    stamp, _ = remembered.find(guild_id, browser.owner_id)
    remembered.keep(guild_id, browser.owner_id, stamp, access, timedelta(minutes=1))
