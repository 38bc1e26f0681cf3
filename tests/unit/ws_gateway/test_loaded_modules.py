"""A cold start pays for what a function uses: this holds which modules each of them loads."""

import subprocess
import sys

import pytest

NEVER = {"discord", "chalice", "chalicelib", "aiohttp", "asyncio.runners", "pynamodb", "requests", "hypothesis"}
STORES = {"boto3", "botocore", "redis", "zstandard", "cryptography"}
"""These come with the first request that needs them."""

ON_IMPORT: dict[str, set[str]] = {
    "authorizer": {"jwt", "msgspec"},
    "connect": {"msgspec"},
    "disconnect": {"msgspec"},
    "messages": {"msgspec"},
    "ingest": {"msgspec"},
}


def loaded_by(module: str) -> set[str]:
    code = f"import sys; import ws_gateway.{module}; print('\\n'.join(sys.modules))"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return set(output.split())


@pytest.mark.parametrize("module", ON_IMPORT)
def test_a_function_loads_nothing_before_it_is_asked_for(module: str) -> None:
    loaded = loaded_by(module)

    assert loaded & NEVER == set()
    assert loaded & STORES <= ({"cryptography"} if module == "authorizer" else set())  # PyJWT looks for it
    assert ON_IMPORT[module] <= loaded


def test_functions_do_not_load_each_other() -> None:
    functions = {f"ws_gateway.{module}" for module in ON_IMPORT}

    for module in ON_IMPORT:
        assert loaded_by(module) & functions == {f"ws_gateway.{module}"}
