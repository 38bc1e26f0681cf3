"""What a Lambda loads before its first request, and what it must never load."""

import os
import subprocess
import sys

import pytest

from infra.local.layout import ROOT

VARIABLES = {
    "DISCORD_CLIENT_ID": "7",
    "DISCORD_CLIENT_SECRET": "s",
    "BOT_ID": "7",
    "DISCORD_BOT_TOKEN": "t",
    "DISCORD_CALLBACK_URL": "https://us/callback",
    "FRONTEND_URL": "https://us",
    "JWT_SECRET": "s" * 32,
    "JWT_REFRESH_SECRET": "r" * 32,
    "ENCRYPTION_KEY": "0" * 64,
    "GATEWAY_URL": "wss://us",
    "REDIS_URL": "redis://us",
    "AWS_DEFAULT_REGION": "us-east-1",
}
NEVER = {"discord", "aiohttp", "aiosqlite", "sqlite3", "websockets", "infra", "bot_worker", "ws_gateway", "hikari"}
LATER = {"boto3", "botocore", "pynamodb", "redis", "authlib", "requests", "cryptography", "jwt", "zstandard", "re2"}


def loaded(statement: str, *path: str) -> set[str]:
    code = f"import sys; {statement}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(path), **VARIABLES}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def at_start() -> set[str]:
    return loaded("import app", str(ROOT / "api"), str(ROOT / "api/vendor"))


def test_the_api_starts_without_what_it_never_needs(at_start: set[str]) -> None:
    assert at_start & NEVER == set()


def test_the_api_starts_without_what_only_some_requests_need(at_start: set[str]) -> None:
    assert at_start & LATER == set()


def test_the_api_starts_with_types_and_without_the_services_behind_them() -> None:
    statement = "import app; print(*(name for name in sys.modules if name.endswith('.service')))"

    names = loaded(statement, str(ROOT / "api"), str(ROOT / "api/vendor"))

    assert {name for name in names if name.endswith(".service")} == set()


def test_knowing_the_caller_takes_no_store(at_start: set[str]) -> None:
    statement = "import app; app.services.access_tokens"

    grown = loaded(statement, str(ROOT / "api"), str(ROOT / "api/vendor")) - at_start

    assert "jwt" in grown
    assert grown & {"boto3", "pynamodb", "redis", "requests", "authlib"} == set()


def test_a_start_without_its_configuration_says_all_that_is_missing() -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'api'}{os.pathsep}{ROOT / 'api/vendor'}"}

    done = subprocess.run(
        [sys.executable, "-c", "import app"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode != 0
    missing = [line.strip() for line in done.stderr.splitlines() if line.endswith("is missing")]
    assert len(missing) >= 9
