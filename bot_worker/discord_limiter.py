"""Lets discord.py draw on the fleet's budget: every request of its HTTP client gets a permit before it goes.

The hook is aiohttp's tracing, which discord.py takes (`http_trace`): it sees every attempt, discord.py's own retries
too, and the headers of every answer. Interactions must be answered within 3 s, and do not count: they pass.
"""

import asyncio
from types import SimpleNamespace
from typing import Final
from uuid import uuid4

import aiohttp
import discord
from yarl import URL

from shared.adapters.discord.headers import outcome_of
from shared.adapters.discord.limiter.fleet import shared_permits
from shared.adapters.discord.limiter.model import Answer, Demand, Lane, Limits, Outcome, Permit
from shared.adapters.discord.limiter.ports import PermitStore
from shared.adapters.discord.limiter.waiting import Exchange, Waiting
from shared.adapters.discord.routes import Route, route_of
from shared.adapters.redis_store import connect
from shared.kernel.errors import DiscordBusyError

PATIENCE_SECONDS: Final = 60.0
REDIS_SECONDS: Final = 0.5  # its time to answer; then the process goes on alone
_NO_ANSWER: Final = Outcome(status=0)
_MODERATION: Final = frozenset(
    {
        "PUT /guilds/{guild_id}/bans/{user_id}",
        "DELETE /guilds/{guild_id}/bans/{user_id}",
        "POST /guilds/{guild_id}/bulk-ban",
        "PATCH /guilds/{guild_id}/members/{user_id}",
        "DELETE /guilds/{guild_id}/members/{user_id}",
        "DELETE /channels/{channel_id}/messages/{message_id}",
        "POST /channels/{channel_id}/messages/bulk-delete",
    }
)


class AsyncLimiter:
    """The limiter as tasks use it; the store is asked in a thread."""

    def __init__(self, store: PermitStore, limits: Limits) -> None:
        self._store = store
        self._waiting = Waiting(limits)

    async def acquire(self, demand: Demand, patience_seconds: float) -> Permit:
        """Wait for a permit; raise `DiscordBusyError` as soon as it cannot come in time."""
        steps = self._waiting.steps(demand, patience_seconds)
        answer: Answer | None = None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration as done:
                permit: Permit = done.value
                return permit
            answer = None
            if isinstance(step, Exchange):
                answer = await asyncio.to_thread(self._store.exchange, step.ask, step.reports)
            else:
                await asyncio.sleep(step.milliseconds / 1000)

    async def report(self, permit: Permit, outcome: Outcome) -> None:
        """Tell what came of a permit."""
        reports = self._waiting.tell(permit, outcome)
        if reports:
            await asyncio.to_thread(self._store.exchange, None, reports)


class LimitedRequests:
    """aiohttp's callbacks; the permit of each request travels in its own context."""

    def __init__(self, limiter: AsyncLimiter, api_url: str) -> None:
        self._limiter = limiter
        self._api = URL(api_url)
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_start.append(self._before)
        self.trace.on_request_end.append(self._after)
        self.trace.on_request_exception.append(self._failed)

    async def _before(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        context.permit = None
        there = self._route(request.method, request.url)
        if there is None:
            return
        try:
            context.permit = await self._limiter.acquire(_demand(there), PATIENCE_SECONDS)
        except DiscordBusyError as error:
            raise discord.RateLimited(error.retry_after_seconds or 1.0) from error

    async def _after(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        if context.permit:
            await self._limiter.report(context.permit, outcome_of(answer.response.status, answer.response.headers))

    async def _failed(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestExceptionParams
    ) -> None:
        if getattr(context, "permit", None):
            await self._limiter.report(context.permit, _NO_ANSWER)

    def _route(self, method: str, url: URL) -> Route | None:
        """Return None for what is no request of Discord's API, and for interactions."""
        if url.host != self._api.host or url.port != self._api.port or not url.path.startswith(self._api.path + "/"):
            return None
        path = url.path.removeprefix(self._api.path)
        return None if path.startswith("/interactions/") else route_of(method, path)


def limited_requests(redis_url: str, bot_id: int, api_url: str) -> aiohttp.TraceConfig:
    """Make what discord.py's clients take as `http_trace`; one for all of a process."""
    limits, redis = Limits(), connect(redis_url, timeout_seconds=REDIS_SECONDS, retries=0)
    store = shared_permits(redis, str(bot_id), f"worker-{uuid4().hex}", limits)
    return LimitedRequests(AsyncLimiter(store, limits), api_url).trace


def _demand(there: Route) -> Demand:
    lane = Lane.BACKGROUND if there.method == "GET" else Lane.INTERACTIVE
    if there.key in _MODERATION:
        lane = Lane.MODERATION
    return Demand(
        route=there.key,
        major=there.major,
        guild=there.values.get("guild_id") or there.major,
        lane=lane,
        is_exempt=there.is_exempt,
    )
