"""A simulator in this process, on a free port, around a small world."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from infra.discord_sim.app import SIMULATOR, create_app
from infra.discord_sim.limits.options import LimitOptions
from infra.discord_sim.oauth.grants import Grants
from infra.discord_sim.oauth.state import grants_of
from infra.discord_sim.options import Credentials, Options
from infra.discord_sim.simulator import Simulator
from infra.discord_sim.world.permissions import ALL, Permission
from infra.discord_sim.world.world import Dispatch, World
from tests.unit.infra.discord_sim.worlds import BOT, BOT_ROLE, GUILD, a_world

REDIRECT = "http://127.0.0.1:3000/callback"
SECRET = "client-secret"
TOKEN = "bot.token.here"
NO_LIMITS = LimitOptions(enabled=False)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, kw_only=True)
class Served:
    """A simulator that answers."""

    base_url: str
    world: World
    simulator: Simulator
    grants: Grants
    heard: list[Dispatch]
    """Everything dispatched to the gateway so far."""
    session: aiohttp.ClientSession

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api/v10"

    def names(self) -> list[str]:
        """Return the names of the events that were dispatched."""
        return [event.name for event in self.heard]

    async def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = f"Bot {TOKEN}", **headers: str
    ) -> Answer:
        """Send a JSON request to the API; header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["Authorization"] = token
        data = None if body is None else msgspec.json.encode(body)
        if data is not None:
            sent["Content-Type"] = "application/json"
        async with self.session.request(method, f"{self.api_url}{path}", data=data, headers=sent) as got:
            raw = await got.read()
            is_json = got.headers.get("Content-Type") == "application/json"
            parsed = msgspec.json.decode(raw) if is_json else raw.decode()
            return Answer(status=got.status, headers=got.headers, body=parsed if raw else None)


@asynccontextmanager
async def serve(
    world: World | None = None, *, limits: LimitOptions = NO_LIMITS, permissions: Permission = ALL
) -> AsyncIterator[Served]:
    """Serve a world, by default a small one in which the bot holds `permissions`."""
    world = world or a_world()
    world.guilds[GUILD].roles[BOT_ROLE].permissions = int(permissions)
    credentials = Credentials(client_id=BOT, client_secret=SECRET, bot_token=TOKEN, redirect_uris=(REDIRECT,))
    world.applications[BOT].redirect_uris = list(credentials.redirect_uris)
    app = create_app(world, Options(base_url="http://127.0.0.1", credentials=credentials, limits=limits))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    heard: list[Dispatch] = []
    world.listen(heard.append)
    try:
        async with aiohttp.ClientSession() as session:
            yield Served(
                base_url=f"http://127.0.0.1:{runner.addresses[0][1]}",
                world=world,
                simulator=app[SIMULATOR],
                grants=grants_of(app, app[SIMULATOR]),
                heard=heard,
                session=session,
            )
    finally:
        await runner.cleanup()
