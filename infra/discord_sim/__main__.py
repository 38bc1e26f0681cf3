"""Run a simulator: `python -m infra.discord_sim --help`."""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
import sys
from pathlib import Path

from aiohttp import web

from infra.discord_sim.app import SIMULATOR, create_app
from infra.discord_sim.arguments import Arguments, parse
from infra.discord_sim.community.founding import found
from infra.discord_sim.community.life import Life
from infra.discord_sim.community.ticker import live
from infra.discord_sim.oauth.state import grants_of
from infra.discord_sim.state import Origin, StateFile
from infra.discord_sim.world.clock import Clock
from infra.discord_sim.world.world import World
from shared.adapters.logs import set_up_logs

log = logging.getLogger("infra.discord_sim")

_SAVE_EVERY_SECONDS = 5.0


async def run(arguments: Arguments) -> None:
    """Serve until SIGTERM or SIGINT."""
    stopped = _stop_signal()
    listener = _listen(arguments.host, arguments.port)
    port = listener.getsockname()[1]
    world = World(arguments.seed, Clock())
    client_id = arguments.credentials.client_id
    community = found(world, client_id=client_id, guilds=arguments.guilds, members=arguments.members)
    life = Life(world, community, arguments.rate)
    app = create_app(world, arguments.options(port), life)
    state = _state_file(arguments)
    if state is not None:
        restored = state.restore(app[SIMULATOR], grants_of(app, app[SIMULATOR]))
        log.info("state.looked_for", extra={"restored": restored})
    world.applications[client_id].redirect_uris = list(arguments.credentials.redirect_uris)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    log.info("simulator.started", extra={"port": port, "guilds": len(world.guilds), "users": len(world.users)})
    try:
        await _live_until(stopped, app, life, state)
    finally:
        await runner.cleanup()
        log.info("simulator.stopped", extra={"port": port})


async def _live_until(stopped: asyncio.Event, app: web.Application, life: Life, state: StateFile | None) -> None:
    async with asyncio.TaskGroup() as tasks:
        living = tasks.create_task(live(life, app[SIMULATOR].world.clock))
        while not stopped.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), _SAVE_EVERY_SECONDS)
            if state is not None:
                state.save(app[SIMULATOR], grants_of(app, app[SIMULATOR]))
        living.cancel()


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit(f"Port {port} of {host} is in use: stop what uses it or take another with --port.")


def _state_file(arguments: Arguments) -> StateFile | None:
    if arguments.state is None:
        return None
    arguments.state.parent.mkdir(parents=True, exist_ok=True)
    origin = Origin(
        seed=arguments.seed,
        guilds=arguments.guilds,
        members=arguments.members,
        client_id=arguments.credentials.client_id,
    )
    return StateFile(Path(arguments.state), origin)


def main() -> None:
    """Run a simulator as the command line says."""
    arguments = parse()
    set_up_logs(arguments.log_level)
    asyncio.run(run(arguments))


if __name__ == "__main__":
    main()
