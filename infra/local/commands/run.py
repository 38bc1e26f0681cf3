"""`run` and `dev`: set up, start everything, watch it, and stop it in order."""

import asyncio
import signal
import time
from collections.abc import Sequence

from infra.local import parts
from infra.local.deployment.deploy import deploy
from infra.local.layout import Home
from infra.local.settings import Settings, load_settings
from infra.local.setup.everything import Tools, set_up
from infra.local.supervision.part import Part
from infra.local.supervision.record import end_leftovers, sole_supervisor
from infra.local.supervision.supervisor import Supervisor
from infra.local.terminal import Terminal, table


def run(home: Home, terminal: Terminal, *, hot_reload: bool) -> None:
    """Return when it was asked to stop and everything has; raise `LocalError` when it cannot start."""
    started = time.monotonic()
    home.prepare()
    terminal.keep_log(home.logs / "supervisor.log")
    with sole_supervisor(home):
        for name in end_leftovers(home):
            terminal.say(f"  Stopped what an earlier run left behind: {name}")
        settings = load_settings(home)
        tools = set_up(terminal, aws=settings.runs_aws, redis=settings.runs_redis, build=not hot_reload)
        asyncio.run(_supervise(settings, tools, terminal, started, hot_reload=hot_reload))


async def _supervise(settings: Settings, tools: Tools, terminal: Terminal, started: float, *, hot_reload: bool) -> None:
    foundation = parts.foundation(settings, tools.redis)
    applications = parts.applications(settings, tools.node if hot_reload else None)
    bots = parts.bots(settings)
    supervisor = Supervisor(settings.home, terminal, _urls(settings))
    asked = _asked_to_stop(terminal)
    try:
        starting = asyncio.create_task(_start(supervisor, settings, foundation, [applications, bots]))
        waiting = asyncio.create_task(asked.wait())
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            _welcome(terminal, settings, [*foundation, *applications, *bots], time.monotonic() - started)
            await waiting
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        waiting.cancel()
    finally:
        await supervisor.stop()


async def _start(
    supervisor: Supervisor, settings: Settings, foundation: Sequence[Part], waves: Sequence[Sequence[Part]]
) -> None:
    await supervisor.start(foundation)
    if not settings.runs_aws:
        await asyncio.to_thread(deploy, settings)
    for wave in waves:
        await supervisor.start(wave)


def _asked_to_stop(terminal: Terminal) -> asyncio.Event:
    asked = asyncio.Event()

    def ask(number: signal.Signals) -> None:
        if not asked.is_set():
            terminal.say(f"\nStopping ({number.name})")
        asked.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ask, number)
    return asked


def _urls(settings: Settings) -> dict[str, str]:
    return {
        "site": settings.site_url,
        "api": f"http://127.0.0.1:{settings.ports['api']}/api",
        "gateway": settings.gateway_url,
        "aws": settings.aws_url,
        "redis": settings.redis_url,
        **{name.removesuffix("_URL").lower(): url for name, url in settings.discord_urls().items()},
    }


def _welcome(terminal: Terminal, settings: Settings, running: Sequence[Part], seconds: float) -> None:
    terminal.say()
    for line in table([("  " + part.title, part.address) for part in running]):
        terminal.say(line)
    terminal.say(f"\nReady after {seconds:.0f} s. Open {settings.site_url}")
    terminal.say(f"Logs: {settings.home.logs} (or `make logs`). Ctrl-C stops everything.")
