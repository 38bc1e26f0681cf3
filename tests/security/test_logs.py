"""Nothing that a full run writes down holds a secret, or what people wrote."""

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from infra.local.secret_values import read_variables
from tests.fixtures.running_stack import RunningStack
from tests.integration.api.browser import OWN_PAGE, Browser

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]

CONTENT = "the amber lighthouse hums at dusk"
JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}")


class Told(dict[str, str]):
    """What no log may hold, by what it is."""

    def note_cookies(self, browser: Browser) -> None:
        for cookie in browser.cookies:
            self[f"cookie {cookie.name} {len(self)}"] = cookie.value or ""


def log_in(browser: Browser, user_id: str, told: Told) -> None:
    """Log in, noting everything that passes by."""
    authorize_url = browser.authorize_url()
    query = parse_qs(urlsplit(authorize_url).query)
    told |= {"state": query["state"][0], "challenge": query["code_challenge"][0]}
    callback = browser.consent(authorize_url, user_id=user_id)
    told["OAuth code"] = parse_qs(urlsplit(callback).query)["code"][0]
    told["session id"] = browser.follow(callback)["session"]
    browser.follow(callback)  # a second time: an error
    completed = browser.exchange(told["session id"]).json()
    browser.access_token = told["access token"] = completed["access_token"]
    told.note_cookies(browser)
    browser.exchange(told["session id"])
    assert browser.refresh().ok
    told.note_cookies(browser)


def use_the_api(browser: Browser, guild_id: str) -> None:
    """Read, change and get wrong whatever there is."""
    settings = f"/api/guilds/{guild_id}/features/messages/settings"
    version = browser.api("GET", settings).json()["version"]
    for values in ({"store_content": True, "retention_days": 30}, {"store_content": CONTENT}):
        browser.api("PUT", settings, json={"values": values, "version": version})
    for path in (
        "/api/guilds",
        "/api/guilds/1",
        "/api/auth/me",
        "/api/auth/me/export",
        f"/api/guilds/{guild_id}/events",
    ):
        browser.api("GET", path)
    browser.api("GET", "/api/auth/me", headers={"Authorization": f"Bearer {browser.access_token}x"})
    browser.api("GET", f"/api/guilds/{guild_id}/events", params={"before": CONTENT})
    browser.api("POST", "/api/auth/exchange-session", json={"session": CONTENT})
    browser.api("POST", "/api/auth/exchange-session", json={"session": [CONTENT]})
    browser.api("POST", "/api/auth/refresh", headers={**OWN_PAGE, "Cookie": f"guildhall_refresh={CONTENT}"})
    browser.api("GET", "/api/auth/discord/callback", params={"error": CONTENT, "state": "f" * 64})


def moderate(browser: Browser, stack: RunningStack, guild: dict[str, Any], said: dict[str, Any]) -> None:
    """Warn, write, keep, search, take away, refuse, purge and appeal: all of it with what nobody else may read."""
    url, member = f"/api/guilds/{guild['id']}", stack.discord.person("dana")
    settings = f"{url}/features/enforcement/settings"
    values, version = (browser.api("GET", settings).json()[name] for name in ("values", "version"))
    values |= {"appeals": True, "appeal_text": CONTENT}
    assert browser.api("PUT", settings, json={"values": values, "version": version}).ok

    def act(**given: Any) -> requests.Response:
        return browser.api("POST", f"{url}/acts", json={"act": {"reason": CONTENT, "notify": True, **given}})

    warned = act(type="warn", user_id=member)
    assert warned.ok, warned.text
    case = f"{url}/cases/{warned.json()['case']['number']}"
    for given in (
        {"type": "warn", "user_id": CONTENT},
        {"type": "ban", "user_id": guild["owner_id"]},
        {"type": CONTENT},
    ):
        assert not act(**given).ok
    browser.api("PATCH", case, json={"reason": f"{CONTENT}!"})
    browser.api("POST", f"{case}/notes", json={"text": CONTENT, "hidden": False})
    message = {"kind": "message", "channel_id": said["channel_id"], "message_id": said["id"]}
    kept = browser.api("POST", f"{case}/evidence", json={"item": message, "hidden": False})
    assert kept.ok, kept.text
    assert CONTENT in browser.api("GET", f"{case}/evidence/{kept.json()['evidence']['id']}").text
    assert browser.api("GET", f"{url}/cases", params={"text": CONTENT}).json()["items"]
    browser.api("GET", f"{url}/cases", params={"text": CONTENT, "cursor": CONTENT})
    browser.api("GET", f"{url}/cases/export", params={"text": CONTENT, "format": "csv"})
    appeal(stack, guild["id"], case.rpartition("/")[2], member)
    purge(browser, url, {"channel_ids": [said["channel_id"]], "text": CONTENT, "pattern": "amber lighthouse"})
    purge(browser, url, {"channel_ids": [said["channel_id"]], "pattern": f"({CONTENT}"})


def appeal(stack: RunningStack, guild_id: str, number: str, user_id: str) -> None:
    with Browser(stack.site_url) as browser:
        browser.log_in(user_id)
        own = f"/api/appeals/{guild_id}"
        assert CONTENT in browser.api("GET", own).text
        assert browser.api("POST", f"{own}/cases/{number}", json={"text": CONTENT}).ok
        browser.api("POST", f"{own}/cases/{number}", json={"text": [CONTENT]})


def purge(browser: Browser, url: str, wanted: dict[str, Any]) -> None:
    """Have a worker delete what is meant, unless that means nothing."""
    work = {"type": "purge", "filter": wanted, "reason": CONTENT}
    browser.api("POST", f"{url}/jobs/preview", json={"work": work})
    started = browser.api("POST", f"{url}/jobs", json={"work": work})
    deadline = time.monotonic() + 60
    while started.ok and browser.api("GET", f"{url}/jobs/{started.json()['id']}").json()["state"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.3)


async def use_the_gateway(ticket: dict[str, Any], guild_id: str) -> None:
    """Follow the guild, say what is wrong, and try the same ticket again."""
    url = f"{ticket['url']}?token={ticket['ticket']}"
    async with connect(url) as connection:
        for message in ({"guild_id": guild_id}, {"guild_id": "1"}, {"guild_id": CONTENT}, {"action": CONTENT}, CONTENT):
            text = json.dumps({"action": "subscribe", **message}) if isinstance(message, dict) else message
            await connection.send(text)
        await asyncio.sleep(0.5)
    with pytest.raises(InvalidStatus):
        async with connect(url):
            pass


def until_seen(browser: Browser, guild_id: str, message_id: str) -> None:
    deadline = time.monotonic() + 20
    while message_id not in browser.api("GET", f"/api/guilds/{guild_id}/events").text:
        assert time.monotonic() < deadline
        time.sleep(0.3)


def logged(stack: RunningStack) -> dict[Path, str]:
    return {path: path.read_text(errors="replace") for path in stack.home.logs.rglob("*") if path.is_file()}


def test_no_log_of_a_full_run_holds_a_secret_or_what_people_wrote(stack: RunningStack) -> None:
    guild, told = stack.discord.guild(), Told(read_variables(stack.home.secrets))
    del told["DISCORD_CLIENT_ID"]  # public: it stands in every invitation
    with Browser(stack.site_url) as browser:
        log_in(browser, guild["owner_id"], told)
        use_the_api(browser, guild["id"])
        ticket = browser.api("POST", "/api/ws-ticket").json()
        told["ticket"] = ticket["ticket"]
        said = stack.discord.say(stack.discord.channel(guild["id"]), CONTENT)
        asyncio.run(use_the_gateway(ticket, guild["id"]))
        until_seen(browser, guild["id"], said["id"])
        moderate(browser, stack, guild, said)
        requests.get(f"{stack.site_url}/api/auth/me?token={told['access token']}", timeout=10)
        browser.api("POST", "/api/auth/logout", headers=OWN_PAGE)

    texts = logged(stack) | {Path("output"): stack.output}

    assert sum(text.count("request.answered") for text in texts.values()) > 15
    leaks = {(path.name, what) for path, text in texts.items() for what, value in told.items() if value in text}
    leaks |= {(path.name, "message content") for path, text in texts.items() if CONTENT in text}
    leaks |= {(path.name, "a JWT") for path, text in texts.items() if JWT.search(text)}
    leaks |= {(path.name, "an e-mail address") for path, text in texts.items() if MAIL.search(text)}
    assert leaks == set()
