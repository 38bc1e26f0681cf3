"""Logging in with Discord, from the consent page to the tokens and what they open."""

import base64
import hashlib
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from infra.discord_sim.world.permissions import Permission
from tests.integration.discord_sim.rest.served import REDIRECT, SECRET, Answer, Served
from tests.unit.infra.discord_sim.worlds import BOT, GUILD, MEMBER, MODERATOR, OWNER, STRANGER


@pytest.fixture(autouse=True)
def people(served: Served) -> None:
    """Give some of the people an account that can log in."""
    for user_id in (OWNER, MEMBER, STRANGER):
        served.world.users[user_id].email = f"{user_id}@example.org"
    served.world.users[MEMBER].global_name = "<b>Dana</b>"


def a_query(**more: str) -> dict[str, str]:
    query = {"client_id": str(BOT), "redirect_uri": REDIRECT, "response_type": "code", "scope": "identify email guilds"}
    return query | {"state": "a state"} | more


async def consent(served: Served, form: dict[str, str], **more: str) -> tuple[int, dict[str, str]]:
    """Answer the consent page; return the status and the query of the address one is sent to."""
    url = f"{served.base_url}/oauth2/authorize"
    async with served.session.post(url, params=a_query(**more), data=form, allow_redirects=False) as got:
        location = got.headers.get("Location", "")
        return got.status, {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


async def token(served: Served, **form: str) -> Answer:
    """Ask the token endpoint, with the client's secret in the form."""
    data = {"client_id": str(BOT), "client_secret": SECRET} | form
    async with served.session.post(f"{served.api_url}/oauth2/token", data=data) as got:
        return Answer(status=got.status, headers=got.headers, body=await got.json())


async def logged_in(served: Served, user_id: int, **more: str) -> dict[str, Any]:
    _, answer = await consent(served, {"user_id": str(user_id)}, **more)
    tokens = await token(served, grant_type="authorization_code", code=answer["code"], redirect_uri=REDIRECT)
    body: dict[str, Any] = tokens.body
    return body


class Buttons(HTMLParser):
    """Collect what the page's buttons would send."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[tuple[str | None, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "button":
            named = dict(attrs)
            self.values.append((named.get("name"), named.get("value")))


async def test_the_consent_page_lists_who_can_log_in(served: Served) -> None:
    async with served.session.get(f"{served.base_url}/oauth2/authorize", params=a_query()) as got:
        page = await got.text()
    buttons = Buttons()
    buttons.feed(page)

    assert buttons.values == [
        ("user_id", str(OWNER)),
        ("user_id", str(MEMBER)),
        ("user_id", str(STRANGER)),
        ("cancel", "1"),
    ]
    assert "&lt;b&gt;Dana" in page
    assert "Owner of Test hall" in page
    assert got.headers["Cache-Control"] == "no-store"


async def test_a_login_yields_tokens_and_the_profile(served: Served) -> None:
    status, answer = await consent(served, {"user_id": str(MEMBER)})
    tokens = await token(served, grant_type="authorization_code", code=answer["code"], redirect_uri=REDIRECT)
    me = await served.call("GET", "/users/@me", token=f"Bearer {tokens.body['access_token']}")

    assert (status, answer["state"]) == (302, "a state")
    assert tokens.body["token_type"] == "Bearer"
    assert (tokens.body["expires_in"], tokens.body["scope"]) == (604_800, "email guilds identify")
    assert (me.body["id"], me.body["email"]) == (str(MEMBER), f"{MEMBER}@example.org")


async def test_cancelling_tells_the_application(served: Served) -> None:
    status, answer = await consent(served, {"cancel": "1"})

    assert (status, answer["error"], answer["state"]) == (302, "access_denied", "a state")


async def test_somebody_without_an_account_cannot_log_in(served: Served) -> None:
    assert await consent(served, {"user_id": str(MODERATOR)}) == (400, {})
    assert await consent(served, {"user_id": "no number"}) == (400, {})


async def test_a_code_works_once(served: Served) -> None:
    _, answer = await consent(served, {"user_id": str(MEMBER)})
    form = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": REDIRECT}

    first, second = await token(served, **form), await token(served, **form)

    assert first.status == 200
    assert second.status == 400
    assert second.body == {"error": "invalid_grant", "error_description": 'Invalid "code" in request.'}


async def test_a_challenge_asks_for_its_verifier(served: Served) -> None:
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
    statuses = []
    for shown in ({}, {"code_verifier": "w" * 43}, {"code_verifier": verifier}):
        _, answer = await consent(served, {"user_id": str(MEMBER)}, **pkce)
        form = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": REDIRECT}
        statuses.append((await token(served, **form, **shown)).status)

    assert statuses == [400, 400, 200]


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong", "grant_type": "refresh_token"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, 400, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "invalid_grant"),
    ],
)
async def test_the_token_endpoint_names_what_is_wrong(
    served: Served, form: dict[str, str], status: int, error: str
) -> None:
    answer = await token(served, **form)

    assert (answer.status, answer.body["error"]) == (status, error)


async def test_a_client_may_show_its_secret_by_basic(served: Served) -> None:
    _, answer = await consent(served, {"user_id": str(MEMBER)})
    form = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": REDIRECT}
    basic = base64.b64encode(f"{BOT}:{SECRET}".encode()).decode()
    url, headers = f"{served.api_url}/oauth2/token", {"Authorization": f"Basic {basic}"}

    async with served.session.post(url, data=form, headers=headers) as got:
        assert got.status == 200
    async with served.session.post(url, json=form, headers=headers) as got:
        assert (await got.json())["error"] == "unsupported_grant_type"


async def test_a_refresh_rotates_and_a_week_ends_a_token(served: Served) -> None:
    old = await logged_in(served, MEMBER)
    new = (await token(served, grant_type="refresh_token", refresh_token=old["refresh_token"])).body
    again = await token(served, grant_type="refresh_token", refresh_token=old["refresh_token"])
    served.world.clock.advance(timedelta(seconds=604_800))
    expired = await served.call("GET", "/users/@me", token=f"Bearer {new['access_token']}")

    assert new["refresh_token"] != old["refresh_token"]
    assert (again.status, expired.status) == (400, 401)


async def test_a_revoked_token_opens_nothing(served: Served) -> None:
    tokens = await logged_in(served, MEMBER)
    data = {"client_id": str(BOT), "client_secret": SECRET, "token": tokens["access_token"]}

    async with served.session.post(f"{served.api_url}/oauth2/token/revoke", data=data) as got:
        assert got.status == 200

    assert (await served.call("GET", "/users/@me", token=f"Bearer {tokens['access_token']}")).status == 401
    assert (await token(served, grant_type="refresh_token", refresh_token=tokens["refresh_token"])).status == 400


async def test_a_token_opens_what_its_scopes_say(served: Served) -> None:
    tokens = await logged_in(served, OWNER, scope="identify")
    bearer = f"Bearer {tokens['access_token']}"

    me = await served.call("GET", "/users/@me", token=bearer)
    guilds = await served.call("GET", "/users/@me/guilds", token=bearer)
    guild = await served.call("GET", f"/guilds/{GUILD}", token=bearer)

    assert "email" not in me.body
    assert (guilds.status, guild.status) == (401, 401)


async def test_ones_guilds_come_with_ones_permissions(served: Served) -> None:
    bearer = f"Bearer {(await logged_in(served, OWNER))['access_token']}"

    guilds = (await served.call("GET", "/users/@me/guilds?with_counts=true", token=bearer)).body
    none = (await served.call("GET", f"/users/@me/guilds?after={GUILD}", token=bearer)).body

    assert [guild["id"] for guild in guilds] == [str(GUILD)]
    assert guilds[0]["owner"] is True
    assert int(guilds[0]["permissions"]) & Permission.ADMINISTRATOR
    assert guilds[0]["approximate_member_count"] == 4
    assert none == []


async def test_adding_the_bot_needs_the_right_to_and_tells_the_bot(served: Served) -> None:
    guild = served.world.guilds[GUILD]
    del guild.members[BOT]
    more = {"scope": "bot identify", "permissions": "8"}

    refused, _ = await consent(served, {"user_id": str(MEMBER), "guild_id": str(GUILD)}, **more)
    status, answer = await consent(served, {"user_id": str(OWNER), "guild_id": str(GUILD)}, **more)

    assert refused == 403
    assert (status, answer["guild_id"]) == (302, str(GUILD))
    assert BOT in guild.members
    assert [event.user_id for event in served.heard if event.name == "GUILD_CREATE"] == [BOT]
    assert any(role.bot_id == BOT and role.permissions == 8 for role in guild.roles.values())


async def test_an_address_that_is_not_registered_gets_nobody(served: Served) -> None:
    url = f"{served.base_url}/oauth2/authorize"
    query = a_query(redirect_uri="https://evil.example/")

    async with served.session.get(url, params=query, allow_redirects=False) as got:
        assert got.status == 400
        assert "Location" not in got.headers


@pytest.mark.parametrize(
    "path",
    [
        "embed/avatars/3.png",
        "avatars/1/abc.png?size=64",
        "icons/1/abc.webp",
        "emojis/5.png",
        "guilds/1/users/2/avatars/a.png",
    ],
)
async def test_the_cdn_draws_pictures_that_may_be_cached(served: Served, path: str) -> None:
    async with served.session.get(f"{served.base_url}/cdn/{path}") as got:
        assert (await got.read()).startswith(b"\x89PNG")
        assert got.content_type == "image/png"
        assert "immutable" in got.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["embed/avatars/9.png", "avatars/1/../../etc.png", "attachments/1/2/x.txt", "x"])
async def test_the_cdn_has_nothing_else(served: Served, path: str) -> None:
    async with served.session.get(f"{served.base_url}/cdn/{path}") as got:
        assert got.status == 404
