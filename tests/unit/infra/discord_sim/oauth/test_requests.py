"""What may be asked for at the consent page."""

from urllib.parse import parse_qs, urlsplit

import pytest

from infra.discord_sim.oauth import requests
from infra.discord_sim.oauth.requests import RefusedRequestError, UnusableRequestError
from infra.discord_sim.world.world import World
from tests.unit.infra.discord_sim.worlds import BOT, a_world

REGISTERED = "https://example.org/callback?next=1"


@pytest.fixture
def world() -> World:
    made = a_world()
    made.applications[BOT].redirect_uris = [REGISTERED]
    return made


def a_query(**more: str) -> dict[str, str]:
    query = {"client_id": str(BOT), "redirect_uri": REGISTERED, "response_type": "code", "scope": "identify guilds"}
    return query | more


def test_a_complete_request_is_read(world: World) -> None:
    asked = requests.read(world, a_query(state="s", code_challenge="c", code_challenge_method="S256"))

    assert asked.scopes == {"identify", "guilds"}
    assert asked.challenge is not None
    assert asked.answer_url(code="x") == f"{REGISTERED}&code=x&state=s"


@pytest.mark.parametrize(
    "wrong", [{"client_id": "1"}, {"client_id": "x"}, {"redirect_uri": "https://example.org/"}, {"redirect_uri": ""}]
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(world: World, wrong: dict[str, str]) -> None:
    with pytest.raises(UnusableRequestError):
        requests.read(world, a_query(**wrong))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "identify everything"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"code_challenge": "c", "code_challenge_method": "md5"}, "invalid_request"),
    ],
)
def test_an_application_is_told_what_it_did_wrong(world: World, wrong: dict[str, str], error: str) -> None:
    with pytest.raises(RefusedRequestError) as refused:
        requests.read(world, a_query(state="s", **wrong))

    answer = parse_qs(urlsplit(refused.value.url).query)
    assert (answer["error"], answer["state"]) == ([error], ["s"])


@pytest.mark.parametrize("redirect_uri", ["http://127.0.0.1:3000/a", "http://localhost/b", "http://[::1]:9/c"])
def test_an_application_that_registered_nothing_may_use_loopback(world: World, redirect_uri: str) -> None:
    world.applications[BOT].redirect_uris = []

    assert requests.read(world, a_query(redirect_uri=redirect_uri)).redirect_uri == redirect_uri


@pytest.mark.parametrize("redirect_uri", ["https://example.org/", "http://127.0.0.1.example.org/", "http://[::1/"])
def test_loopback_means_loopback(world: World, redirect_uri: str) -> None:
    world.applications[BOT].redirect_uris = []

    with pytest.raises(UnusableRequestError):
        requests.read(world, a_query(redirect_uri=redirect_uri))


def test_a_bot_can_be_added_without_anybody_waiting_for_a_code(world: World) -> None:
    asked = requests.read(world, {"client_id": str(BOT), "scope": "bot", "permissions": "8"})

    assert asked.adds_bot
    assert (asked.redirect_uri, asked.permissions) == ("", 8)
