"""Real processes, a real Redis, and a Discord with limits: nobody is told to slow down."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.local.layout import ROOT
from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.fleet import FleetLimiter, shared_permits
from shared.adapters.discord.limiter.model import Limits
from shared.adapters.discord.resources.members import Members
from shared.adapters.discord.resources.messages import Messages, NewMessage
from shared.adapters.discord.resources.roles import Roles
from shared.adapters.discord.transport import HttpTransport
from shared.adapters.redis_store import connect
from shared.kernel.errors import DiscordBusyError, DiscordTokenRejectedError, DiscordUnavailableError
from tests.fixtures.discord_sim import SimulatorProcess, simulator


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path_factory.mktemp("limited"), "--guilds", "2", "--members", "30") as started:
        yield started


@pytest.fixture
def client(limited: SimulatorProcess, redis_url: str) -> Iterator[DiscordClient]:
    redis, limits = connect(redis_url), Limits()
    limiter = FleetLimiter(shared_permits(redis, "fleet-test", "me", limits), limits)
    yield DiscordClient(HttpTransport(limited.api_url, limited.bot_token), limiter)
    limited.control("DELETE", "/faults")
    redis.delete("{discord:fleet-test}:blocked")


@pytest.fixture
def faults(limited: SimulatorProcess) -> Callable[..., Any]:
    return lambda **given: limited.control("PUT", "/faults", path_prefix="/api", **given)


def test_eight_processes_earn_no_429() -> None:
    command = [sys.executable, "-m", "tests.load.limiter", "--processes", "8", "--seconds", "5", "--no-kill"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert (figures["avoidable_429"], figures["refused"], figures["failed"]) == (0, 0, 0)
    assert figures["requests"] > 120


@pytest.mark.parametrize("fault", ["rest_drop", "rest_5xx"])
def test_a_read_outlives_trouble(
    client: DiscordClient, limited: SimulatorProcess, faults: Callable[..., Any], fault: str
) -> None:
    faults(**{fault: 2})

    assert Roles(client).of_guild(int(limited.guild()["id"]))


@pytest.mark.parametrize("fault", ["rest_drop", "rest_5xx"])
def test_a_message_is_not_sent_twice_for_trouble(
    client: DiscordClient, limited: SimulatorProcess, faults: Callable[..., Any], fault: str
) -> None:
    channel = int(limited.channel(limited.guild()["id"]))
    faults(**{fault: 1})

    with pytest.raises(DiscordUnavailableError):
        Messages(client).send(channel, NewMessage(content="once"))

    assert limited.control("GET", "/faults")[fault] == 0


@pytest.mark.parametrize("scope", ["shared", "user"])
def test_a_429_is_waited_out(
    client: DiscordClient, limited: SimulatorProcess, faults: Callable[..., Any], scope: str
) -> None:
    faults(rest_429=1, rest_429_scope=scope, rest_429_retry_after=0.3)

    assert Members(client).search(int(limited.guild()["id"]), "a", limit=1)


def test_a_429_that_is_too_long_is_told_at_once(
    client: DiscordClient, limited: SimulatorProcess, faults: Callable[..., Any]
) -> None:
    faults(rest_429=1, rest_429_scope="global", rest_429_retry_after=30)

    with pytest.raises(DiscordBusyError) as caught:
        Members(client, Errand(patience_seconds=2)).page(int(limited.guild()["id"]), limit=1)

    assert caught.value.retry_after_seconds is not None
    assert 25 < caught.value.retry_after_seconds <= 31


def test_an_answer_that_is_no_json_is_discords_trouble(
    client: DiscordClient, limited: SimulatorProcess, faults: Callable[..., Any]
) -> None:
    faults(rest_malformed=1)

    with pytest.raises(DiscordUnavailableError):
        Roles(client).of_guild(int(limited.guild()["id"]))


def test_a_token_that_discord_does_not_know_is_said_so(limited: SimulatorProcess, redis_url: str) -> None:
    limits = Limits()
    limiter = FleetLimiter(shared_permits(connect(redis_url), "wrong", "me", limits), limits)
    client = DiscordClient(HttpTransport(limited.api_url, "wrong.token.here"), limiter)

    with pytest.raises(DiscordTokenRejectedError):
        Roles(client).of_guild(int(limited.guild()["id"]))


def test_discord_that_is_not_there_is_not_waited_for_long(redis_url: str) -> None:
    limits = Limits()
    limiter = FleetLimiter(shared_permits(connect(redis_url), "gone", "me", limits), limits)
    client = DiscordClient(HttpTransport("http://127.0.0.1:9/api/v10", "a.token.here"), limiter)

    with pytest.raises(DiscordUnavailableError):
        Messages(client, Errand(patience_seconds=1)).send(5, NewMessage(content="hello"))
