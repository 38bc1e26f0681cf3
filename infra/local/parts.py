"""The parts of the stack, in the order of their start."""

import asyncio
from collections.abc import Sequence
from typing import Final

from infra.local import environment
from infra.local.deployment.deploy import deploy
from infra.local.layout import ROOT, SPA, VENV, venv_bin
from infra.local.ports import free_port
from infra.local.settings import Settings
from infra.local.setup.node import Node
from infra.local.setup.python import MINISTACK_VENV
from infra.local.setup.redis import RedisEngine
from infra.local.supervision.part import Part
from infra.local.supervision.probes import answers_http, answers_redis

PYTHON: Final = str(venv_bin(VENV, "python"))


def foundation(settings: Settings, redis: RedisEngine | None) -> list[Part]:
    """What the rest stands on: the local AWS, Redis and Discord, each unless it is given from outside."""
    parts = []
    if settings.runs_aws:
        parts.append(_aws(settings))
    if redis is not None:
        parts.append(_redis(settings, redis))
    if settings.simulates_discord:
        parts.append(_discord(settings))
    return parts


def applications(settings: Settings, node: Node | None) -> list[Part]:
    """Our own programs; with a Node.js the SPA comes from Vite, with hot reload."""
    return [
        _lambdas(settings),
        _api(settings),
        _site(settings) if node is None else _vite(settings, node),
    ]


def bots(settings: Settings) -> list[Part]:
    """The workers of the bot; only the first has a port that one can choose."""
    return [_bot(settings, number) for number in range(1, settings.workers + 1)]


def _bot(settings: Settings, number: int) -> Part:
    port = settings.ports["bot"] if number == 1 else free_port()
    return Part(
        name="bot" if number == 1 else f"bot-{number}",
        title="bot worker" if number == 1 else f"bot worker {number}",
        address=f"http://127.0.0.1:{port}/health",
        command=(PYTHON, "-m", "bot_worker"),
        env=environment.bot(settings, number, port),
        is_ready=answers_http(port, "/health"),
        grace_seconds=20,
    )


def _aws(settings: Settings) -> Part:
    port = settings.ports["aws"]
    return Part(
        name="aws",
        title="local AWS",
        address=settings.aws_url,
        command=(str(venv_bin(MINISTACK_VENV, "python")), "-m", "infra.local.aws_server"),
        env=environment.ministack(port, settings.home.aws),
        is_ready=answers_http(port, "/_ministack/ready", contains=b"completed"),
        on_ready=lambda: asyncio.to_thread(deploy, settings),
        grace_seconds=30,
    )


def _redis(settings: Settings, engine: RedisEngine) -> Part:
    port = settings.ports["redis"]
    return Part(
        name="redis",
        title="Redis",
        address=f"127.0.0.1:{port} ({engine.name})",
        command=tuple(engine.command(port, settings.home.redis)),
        env=environment.plain(),
        is_ready=answers_redis(port),
    )


def _discord(settings: Settings) -> Part:
    port = settings.ports["discord"]
    flags = {
        "port": str(port),
        "seed": settings.value("GUILDHALL_DISCORD_SEED", "1"),
        "guilds": settings.value("GUILDHALL_DISCORD_GUILDS", "4"),
        "members": settings.value("GUILDHALL_DISCORD_MEMBERS", "300"),
        "rate": settings.value("GUILDHALL_DISCORD_RATE", "30"),
        "state": str(settings.home.discord / "world.json"),
        "redirect-uri": settings.callback_url,
        "client-id": settings.value("DISCORD_CLIENT_ID"),
        "client-secret": settings.value("DISCORD_CLIENT_SECRET"),
        "bot-token": settings.value("DISCORD_BOT_TOKEN"),
    }
    given = tuple(f"--{name}={value}" for name, value in flags.items())
    return Part(
        name="discord",
        title="Discord simulator",
        address=f"http://127.0.0.1:{port}",
        command=(PYTHON, "-m", "infra.discord_sim", "--control", *given),
        env=environment.plain(),
        is_ready=answers_http(port, "/api/v10/gateway"),
    )


def _lambdas(settings: Settings) -> Part:
    port = settings.ports["lambdas"]
    return Part(
        name="lambdas",
        title="gateway",
        address=settings.gateway_url,
        command=(PYTHON, "-m", "infra.local.lambdas", str(port)),
        env=environment.common(settings, "gateway"),
        is_ready=answers_http(port, "/"),
    )


def _api(settings: Settings) -> Part:
    port = settings.ports["api"]
    chalice = (str(venv_bin(VENV, "chalice")), "local", "--no-autoreload")
    return Part(
        name="api",
        title="HTTP API",
        address=f"http://127.0.0.1:{port}/api",
        command=(*chalice, "--host", "127.0.0.1", "--port", str(port)),
        env=environment.common(settings, "api"),
        cwd=ROOT / "api",
        is_ready=answers_http(port, "/api/health"),
    )


def _site(settings: Settings) -> Part:
    port = settings.ports["site"]
    return Part(
        name="site",
        title="SPA",
        address=settings.site_url,
        command=(PYTHON, "-m", "infra.local.site"),
        env=environment.site(settings),
        is_ready=answers_http(port, "/"),
    )


def _vite(settings: Settings, node: Node) -> Part:
    port = settings.ports["site"]
    command: Sequence[str] = (str(node.node), "node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--strictPort")
    ports = {"GUILDHALL_SITE_PORT": str(port), "GUILDHALL_API_URL": f"http://127.0.0.1:{settings.ports['api']}"}
    return Part(
        name="site",
        title="SPA (hot reload)",
        address=settings.site_url,
        command=(*command, "--port", str(port)),
        env={**node.environment(), **ports},
        cwd=SPA,
        is_ready=answers_http(port, "/"),
    )
