"""A cold start pays for what a function uses: this holds which modules each of them loads."""

import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

NEVER = {"discord", "chalice", "chalicelib", "aiohttp", "asyncio.runners", "pynamodb", "requests", "hypothesis"}
STORES = {"boto3", "botocore", "redis", "zstandard", "cryptography"}
"""These come with the first request that needs them."""

BY_PARTS: dict[str, set[str]] = {
    "one_time_store": {"boto3", "pynamodb", "requests"},
    "connections": {"redis", "pynamodb", "requests", "cryptography", "zstandard"},
    "commit, run.fan_out, run.replying": {"redis", "pynamodb", "requests", "jwt"},
    "courier": {"redis", "pynamodb", "requests", "jwt", "cryptography"},
    "access": {"pynamodb", "requests", "authlib"},
}
"""What a function's parts do not load: those of the authorizer, of connect, of ingest, and of subscribe."""

ENVIRONMENT = {
    "GATEWAY_URL": "ws://127.0.0.1:9/live",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "BOT_LINK_SECRET": "x" * 32,
    "ENCRYPTION_KEY": "ab" * 32,
    "DISCORD_CLIENT_ID": "1",
    "DISCORD_CLIENT_SECRET": "unused",
    "DISCORD_CALLBACK_URL": "http://localhost/callback",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ACCESS_KEY_ID": "unused",
    "AWS_SECRET_ACCESS_KEY": "unused",
}

ON_IMPORT: dict[str, set[str]] = {
    "authorizer": {"jwt", "msgspec"},
    "connect": {"msgspec"},
    "disconnect": {"msgspec"},
    "messages": {"msgspec"},
    "ingest": {"msgspec"},
    "fan_out": {"msgspec"},
}


def loaded_by(code: str) -> set[str]:
    code = f"import sys; {code}; print('\\n'.join(sys.modules))"
    command = [sys.executable, "-c", code]
    output = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return set(output.split())


@pytest.mark.parametrize("module", ON_IMPORT)
def test_a_function_loads_nothing_before_it_is_asked_for(module: str) -> None:
    loaded = loaded_by(f"import ws_gateway.{module}")

    assert loaded & NEVER == set()
    assert loaded & STORES <= ({"cryptography"} if module == "authorizer" else set())  # PyJWT looks for it
    assert ON_IMPORT[module] <= loaded


def test_functions_do_not_load_each_other() -> None:
    functions = {f"ws_gateway.{module}" for module in ON_IMPORT}

    for module in ON_IMPORT:
        assert loaded_by(f"import ws_gateway.{module}") & functions == {f"ws_gateway.{module}"}


@pytest.mark.parametrize("parts", BY_PARTS)
def test_the_parts_of_a_function_load_only_what_it_uses(parts: str) -> None:
    loaded = loaded_by(f"from ws_gateway.runtime import runtime; run = runtime(); run.{parts}")

    assert loaded & (BY_PARTS[parts] | (NEVER - {"requests", "asyncio.runners"})) == set()
