"""The gate of an API of its own: real limits, and a Redis that goes away."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import requests

from infra.local.layout import ROOT, VENV, venv_bin
from infra.local.ports import free_port
from tests.fixtures.processes import running
from tests.integration.api.browser import Browser


@pytest.fixture(scope="module")
def served(api_variables: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> "Served":
    return Served(api_variables, tmp_path_factory.mktemp("gate"))


class Served:
    """Starts `chalice local` with variables of its own."""

    def __init__(self, variables: Mapping[str, str], folder: Path) -> None:
        self.variables = dict(variables)
        self.folder = folder

    def with_variables(self, **changed: str) -> Iterator[str]:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [str(venv_bin(VENV, "chalice")), "--project-dir", str(ROOT / "api"), "local", "--no-autoreload"]
        with running(
            [*command, "--port", str(port)],
            env={**os.environ, **self.variables, **changed},
            log=self.folder / f"{port}.log",
            is_ready=lambda: _answers(url),
        ):
            yield url


@pytest.fixture(scope="module")
def strict(served: Served) -> Iterator[str]:
    """Real limits, behind one proxy."""
    yield from served.with_variables(RATE_LIMIT_FACTOR="1", TRUSTED_PROXIES="1")


@pytest.fixture(scope="module")
def without_redis(served: Served) -> Iterator[str]:
    yield from served.with_variables(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")


def a_way_in(url: str, address: str) -> requests.Response:
    return requests.post(f"{url}/api/auth/discord/login", json={}, headers={"X-Forwarded-For": address}, timeout=20)


def test_who_tries_to_log_in_too_often_has_to_wait_and_others_do_not(strict: str) -> None:
    answers = [a_way_in(strict, "203.0.113.50") for _ in range(61)]

    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 120
    assert a_way_in(strict, "203.0.113.51").status_code == 200


def test_an_address_that_a_client_makes_up_changes_nothing(strict: str) -> None:
    answers = [a_way_in(strict, f"10.1.1.{number}, 203.0.113.60") for number in range(61)]

    assert answers[-1].status_code == 429


def test_forged_tokens_are_counted_by_address(strict: str) -> None:
    headers = {"Authorization": "Bearer forged", "X-Forwarded-For": "203.0.113.70"}
    codes = [requests.get(f"{strict}/api/auth/me/export", headers=headers, timeout=20).status_code for _ in range(31)]

    assert codes == [401] * 30 + [429]


def test_without_redis_nobody_logs_in_and_who_is_logged_in_goes_on(
    browser_at: Browser, user_id: str, without_redis: str
) -> None:
    browser_at.log_in(user_id)
    browser_at.api_url = without_redis

    assert browser_at.api("GET", "/api/auth/me").status_code == 200
    refused = browser_at.api("POST", "/api/auth/discord/login", json={})
    assert (refused.status_code, refused.json()["code"]) == (503, "store_unavailable")
    assert browser_at.api("GET", "/api/health").status_code == 200
    assert browser_at.refresh().status_code == 200


def test_without_redis_an_ended_login_is_known_by_its_table(
    browser_at: Browser, user_id: str, without_redis: str
) -> None:
    browser_at.log_in(user_id)
    browser_at.api("POST", "/api/auth/logout-everywhere")
    browser_at.api_url = without_redis

    answer = browser_at.api("GET", "/api/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "login_ended")


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/api/health", timeout=5).ok
    except requests.ConnectionError:
        return False
