"""A guild of the simulated Discord, its owner and its moderator, at an API in this process."""

from datetime import timedelta
from typing import Any

import redis
import requests

from shared.adapters.redis_store import RedisCache
from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.remembered import RememberedAccess
from shared.kernel.snowflakes import Snowflake, parse_snowflake
from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.api.browser import Browser


class Hall:
    """`owner` may do everything here; `moderator` what a test lets them, and on Discord what moderators may."""

    def __init__(self, discord: SimulatorProcess, guild: Any, store: redis.Redis, browsers: dict[str, Browser]) -> None:
        self.discord = discord
        self.id: str = guild["id"]
        self.url = f"/api/discord/guilds/{self.id}"
        self.owner_id: str = guild["owner_id"]
        self.owner = browsers["owner"]
        self.moderator = browsers["moderator"]
        self.moderator_id = discord.person("chidi")
        self.channels = {each["name"]: str(each["id"]) for each in guild["channels"]}
        self.roles = {each["name"]: str(each["id"]) for each in guild["roles"]}
        self._remembered = RememberedAccess(RedisCache(store))

    def let(self, *permissions: GuildPermission) -> Browser:
        """Let the bot have said that the moderator may do just this here; return their browser."""
        guild_id, user_id = parse_snowflake(self.id), parse_snowflake(self.moderator_id)
        access = GuildAccess(
            owner=False,
            administrator=False,
            permissions=[GuildPermission.VIEW, *permissions],
            source=AccessSource.BOT,
            top_role_id=Snowflake(7),
            top_role_position=1,
        )
        stamp, _ = self._remembered.find(guild_id, user_id)
        self._remembered.keep(guild_id, user_id, stamp, access, timedelta(minutes=5))
        return self.moderator

    def channel(self, name: str) -> str:
        """Return where a channel's own routes are."""
        return f"/api/discord/channels/{self.channels[name]}"

    def make_channel(self, name: str, **fields: Any) -> str:
        """Create a channel as the owner; return its id."""
        made = self.owner.api("POST", f"{self.url}/channels", json={"name": name, **fields})
        assert made.status_code == 200, made.text
        self.channels[name] = made.json()["id"]
        return self.channels[name]

    def make_role(self, name: str, **fields: Any) -> str:
        made = self.owner.api("POST", f"{self.url}/roles", json={"name": name, **fields})
        assert made.status_code == 200, made.text
        self.roles[name] = made.json()["id"]
        return self.roles[name]

    def at_discord(self, path: str, method: str = "GET", **more: Any) -> Any:
        """Ask Discord itself, as the bot."""
        bot = {"Authorization": f"Bot {self.discord.bot_token}"}
        answer = requests.request(method, f"{self.discord.api_url}{path}", headers=bot, timeout=10, **more)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def last_action(self, **query: str) -> dict[str, Any]:
        """Return what was recorded last."""
        answer = self.owner.api("GET", f"/api/guilds/{self.id}/actions", params=query)
        return dict(answer.json()["items"][0])

    def last_reason(self) -> str:
        """Return the reason of the newest entry of Discord's audit log."""
        entry = self.at_discord(f"/guilds/{self.id}/audit-logs?limit=1")["audit_log_entries"][0]
        return str(entry["reason"])


def refusal(answer: requests.Response) -> tuple[int, str, Any]:
    """Return an error's status, code and details."""
    problem = answer.json()
    return answer.status_code, problem["code"], problem.get("details")
