"""The API as `chalice local` serves it, before real engines and the simulated Discord."""

import itertools
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
import requests

from infra.local.layout import ROOT, VENV, venv_bin
from infra.local.ports import free_port
from shared.adapters.discord_oauth import authorize_url
from shared.config.environment import Environment
from shared.config.sections import DiscordConfig, read_discord
from shared.features.access.model import GuildPermission
from shared.features.logins.rules import challenge_of
from tests.fakes.clock import FakeClock
from tests.fixtures.discord_sim import SimulatorProcess
from tests.fixtures.processes import running
from tests.integration.api.browser import Browser
from tests.integration.api.places import Place, let
from tests.integration.api.variables import variables_of

VERIFIER = "v" * 64


@pytest.fixture(scope="session")
def api_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def api_variables(
    api_port: int, aws_env: Mapping[str, str], redis_url: str, discord_sim: SimulatorProcess
) -> dict[str, str]:
    return variables_of(api_port, aws_env, redis_url, discord_sim)


@pytest.fixture(scope="session")
def api_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the API writes."""
    return tmp_path_factory.mktemp("api") / "log"


@pytest.fixture(scope="session")
def api_url(api_port: int, api_variables: dict[str, str], api_log: Path) -> Iterator[str]:
    """Where `chalice local` listens."""
    url = f"http://127.0.0.1:{api_port}"
    command = [str(venv_bin(VENV, "chalice")), "--project-dir", str(ROOT / "api"), "local", "--no-autoreload"]
    with running(
        [*command, "--port", str(api_port)],
        env={**os.environ, **api_variables},
        log=api_log,
        is_ready=lambda: _answers(url),
    ):
        yield url


@pytest.fixture(scope="session")
def people(discord_sim: SimulatorProcess) -> Iterator[str]:
    """People who take turns: Discord limits how often one of them can be asked for. Not the last two."""
    return itertools.cycle(str(person["id"]) for person in discord_sim.world()["people"][:-2])


@pytest.fixture
def user_id(people: Iterator[str]) -> str:
    return next(people)


@pytest.fixture
def browser_at(api_url: str) -> Iterator[Browser]:
    with Browser(api_url) as browser:
        yield browser


@pytest.fixture
def store(redis_url: str) -> Iterator[redis.Redis]:
    """The Redis of the API."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(scope="session")
def place(discord_sim: SimulatorProcess) -> Place:
    """A guild to administer."""
    return Place(discord_sim, discord_sim.guild())


@pytest.fixture(scope="module")  # other modules end logins
def owner(api_url: str, place: Place) -> Iterator[Browser]:
    with Browser(api_url) as browser:
        browser.log_in(place.owner_id)
        yield browser


@pytest.fixture(scope="module")
def chidi(api_url: str, place: Place) -> Iterator[Browser]:
    """Somebody whose highest role is Moderator; what they may do here, each test says."""
    with Browser(api_url) as browser:
        browser.log_in(place.discord.person("chidi"))
        yield browser


@pytest.fixture
def moderator(chidi: Browser, store: redis.Redis, place: Place) -> Browser:
    """One who may do everything here, as far as their role lets them."""
    let(store, chidi, place, *GuildPermission)
    return chidi


@pytest.fixture(scope="session")
def strangers(place: Place) -> Iterator[str]:
    """Members of whom nobody needs any later."""
    people = {str(person["id"]) for person in place.discord.world()["people"]}
    everybody = place.discord_says("GET", "/members", params={"limit": 300})
    plain = {place.role(name) for name in ("Event pings", "Veteran", "Regular")}
    ids = [each["user"]["id"] for each in everybody if not each["user"].get("bot") and set(each["roles"]) <= plain]
    return iter([each for each in ids if each not in people])


@pytest.fixture
def discord(api_variables: dict[str, str]) -> DiscordConfig:
    return read_discord(Environment(api_variables))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def code(discord: DiscordConfig, user_id: str) -> str:
    """A code as Discord gives it to a browser that consented."""
    url = authorize_url(discord, "s" * 64, challenge_of(VERIFIER))
    answer = requests.post(url, data={"user_id": user_id}, allow_redirects=False, timeout=10)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/api/health", timeout=5).ok
    except requests.ConnectionError:
        return False
