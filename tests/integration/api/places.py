"""A guild of the simulated Discord, and people in it, as administering it needs them."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import redis
import requests

from shared.adapters.redis_store import RedisCache
from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.remembered import RememberedAccess
from shared.kernel.snowflakes import parse_snowflake
from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.api.browser import Browser


class Place:
    """One guild; `moderator` is at the browser of somebody whose highest role is `Moderator`."""

    def __init__(self, discord: SimulatorProcess, guild: Mapping[str, Any]) -> None:
        self.discord = discord
        self.id = str(guild["id"])
        self.owner_id = str(guild["owner_id"])
        self.url = f"/api/discord/guilds/{self.id}"
        self._roles = {role["name"]: str(role["id"]) for role in guild["roles"]}

    def role(self, name: str) -> str:
        return self._roles[name]

    def discord_says(self, method: str, path: str, **more: Any) -> Any:
        """Ask Discord itself of the guild, as the bot, when its limits let us."""
        return self.bot_says(method, f"/guilds/{self.id}{path}", **more)

    def bot_says(self, method: str, path: str, **more: Any) -> Any:
        """Ask Discord of something that need not be in the guild."""
        headers = {"Authorization": f"Bot {self.discord.bot_token}"}
        url = f"{self.discord.api_url}{path}"
        answer = requests.request(method, url, headers=headers, timeout=10, **more)
        while answer.status_code == requests.codes.too_many_requests:
            time.sleep(float(answer.headers["Retry-After"]))
            answer = requests.request(method, url, headers=headers, timeout=10, **more)
        return answer.json() if answer.content else answer.status_code

    def member(self, user_id: str) -> Any:
        return self.discord_says("GET", f"/members/{user_id}")

    @contextmanager
    def failing(self, path: str) -> Iterator[None]:
        """Let Discord fail at what is below a path of the guild."""
        faults = {"rest_5xx": -1, "path_prefix": f"/api/v10/guilds/{self.id}{path}"}
        self.discord.control("PUT", "/faults", **faults)
        try:
            yield
        finally:
            self.discord.control("DELETE", "/faults")

    def actions(self, browser: Browser, target: str) -> list[dict[str, Any]]:
        """Return what Guildhall has recorded of a target, newest first."""
        answer = browser.api("GET", f"/api/guilds/{self.id}/actions", params={"target_id": target})
        assert answer.ok, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def cases(self, browser: Browser, user_id: str) -> list[dict[str, Any]]:
        """Return the cases about a user, newest first."""
        answer = browser.api("GET", f"/api/guilds/{self.id}/cases", params={"user_id": user_id})
        assert answer.ok, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


def let(store: redis.Redis, browser: Browser, place: Place, *permissions: GuildPermission) -> None:
    """Let the bot have said that the browser's user may do just this in the guild."""
    claims = jwt.decode(browser.access_token, options={"verify_signature": False})
    user_id, guild_id = parse_snowflake(claims["sub"]), parse_snowflake(place.id)
    access = GuildAccess(
        owner=False, administrator=False, permissions=list(permissions), source=AccessSource.BOT,
        top_role_id=None, top_role_position=None,
    )  # fmt: skip
    remembered = RememberedAccess(RedisCache(store))
    stamp, _ = remembered.find(guild_id, user_id)
    remembered.keep(guild_id, user_id, stamp, access, timedelta(minutes=5))


def in_days(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()
