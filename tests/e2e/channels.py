"""Guilds with as many channels as Discord allows, and what Discord says of them."""

from typing import Any, Final

import requests

from tests.fixtures.running_stack import RunningStack

MOST: Final = 500


def fill_up(stack: RunningStack, guild_id: str, *, total: int = MOST) -> None:
    """Create channels, in categories, until the guild has `total`."""
    stack.discord.control("POST", f"/guilds/{guild_id}/channels", total=total)


def as_bot(stack: RunningStack, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask the simulated Discord as the bot does: what is there now, or what somebody else has changed."""
    headers = {"Authorization": f"Bot {stack.discord.bot_token}"}
    answer = requests.request(method, f"{stack.discord.api_url}{path}", headers=headers, json=body, timeout=10)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def channel_of(stack: RunningStack, guild: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a channel as Discord has it now."""
    channels: list[dict[str, Any]] = as_bot(stack, "GET", f"/guilds/{guild['id']}/channels")
    return next(each for each in channels if each["name"] == name)
