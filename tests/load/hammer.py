"""One process that asks Discord for as much as it can, and remembers what came of it."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.queues import SimpleQueue
from typing import Any

from shared.adapters.discord.client import DiscordClient, Request
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.fleet import FleetLimiter, shared_permits
from shared.adapters.discord.limiter.model import Lane, Limits
from shared.adapters.discord.routes import route
from shared.adapters.discord.transport import HttpTransport, Sent
from shared.adapters.redis_store import connect
from shared.kernel.errors import AppError, RateLimitedError
from tests.fixtures.discord_sim import SimulatorProcess

PATIENCE_SECONDS = 20.0
TEXT_CHANNEL = 0


@dataclass(frozen=True)
class Guild:
    """Where there is something to ask for."""

    id: str
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """Where Discord and Redis are, and the guilds that this process cares for."""

    api_url: str
    bot_token: str
    redis_url: str
    guilds: tuple[Guild, ...]


@dataclass
class Tally:
    """`sent`: when, for which guild, in which lane, after how long a wait; `limited`: when Discord said 429."""

    sent: list[tuple[float, str, str, float]] = field(default_factory=list)
    limited: list[float] = field(default_factory=list)
    refused: int = 0
    failed: int = 0


class Watched(HttpTransport):
    """Notes the 429s that we are to blame for."""

    def __init__(self, target: Target, tally: Tally) -> None:
        super().__init__(target.api_url, target.bot_token)
        self._tally = tally
        self.asked_at = 0.0

    def send(self, method: str, path: str, query: str, body: bytes | None, headers: Mapping[str, str]) -> Sent:
        self.asked_at = time.monotonic()
        sent = super().send(method, path, query, body, headers)
        if sent.status == 429 and sent.outcome.scope != "shared":
            self._tally.limited.append(time.monotonic())
        return sent


def targets_of(discord: SimulatorProcess) -> tuple[Guild, ...]:
    """Find the guilds that the bot is in."""
    return tuple(_guild(each) for each in discord.world()["guilds"] if each["bot_present"])


def _guild(found: Any) -> Guild:
    return Guild(found["id"], tuple(each["id"] for each in found["channels"] if each["type"] == TEXT_CHANNEL))


def hammer(target: Target, number: int, seconds: float, tallies: "SimpleQueue[Tally]") -> None:
    """Ask for one thing after the other until the time is over."""
    tally, limits = Tally(), Limits()
    transport = Watched(target, tally)
    store = shared_permits(connect(target.redis_url, timeout_seconds=0.5, retries=0), "1", str(number), limits)
    client = DiscordClient(transport, FleetLimiter(store, limits))
    chance, until = random.Random(number), time.monotonic() + seconds
    while time.monotonic() < until:
        guild = chance.choice(target.guilds)
        request, began = _request(guild, chance), time.monotonic()
        try:
            client.send(request, Errand(patience_seconds=PATIENCE_SECONDS))
        except RateLimitedError:
            tally.refused += 1
            continue
        except AppError as error:
            tally.failed += error.status >= 500
        lane = request.lane or Lane.READ
        tally.sent.append((time.monotonic(), guild.id, lane, transport.asked_at - began))
    tallies.put(tally)


def _request(guild: Guild, chance: random.Random) -> Request:
    channel = chance.choice(guild.channels)
    kind = chance.randrange(10)
    if kind == 0:
        stranger = chance.randrange(10**17, 10**18)
        there = route("DELETE", "/guilds/{guild_id}/bans/{user_id}", guild_id=guild.id, user_id=stranger)
        return Request(route=there, lane=Lane.MODERATION)
    if kind == 1:
        there = route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        return Request(route=there, body={"content": "hello"}, lane=Lane.INTERACTIVE)
    if kind < 5:
        there = route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        return Request(route=there, query={"limit": 1})
    template = chance.choice(["roles", "channels", "members", "bans", "invites"])
    return Request(route=route("GET", f"/guilds/{{guild_id}}/{template}", guild_id=guild.id), query={})
