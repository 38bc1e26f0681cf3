"""The API keeps to its own OpenAPI document, whatever is sent to it (schemathesis)."""

import os
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi import checks

from chalicelib.openapi import document
from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.api.browser import OWN_PAGE, Browser

# Of each operation; a longer look: GUILDHALL_API_EXAMPLES=500 pytest tests/security/test_api_document.py
EXAMPLES: Final = int(os.environ.get("GUILDHALL_API_EXAMPLES", "10"))
HELD: Final[list[CheckFunction]] = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
SERVED_ELSEWHERE: Final = {"/api/auth/logout-everywhere"}  # ends the very login that the next request needs
BOT_IS_NOT_THERE: Final = {503, 504}

# Methods that a route does not know are the business of test_every_route.
_settings = schemathesis.Config.from_dict({"phases": {"coverage": {"unexpected-methods": []}}})
described = schemathesis.openapi.from_dict(document(), config=_settings)
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="session")
def visitor(api_url: str, guild: dict[str, Any], discord_sim: SimulatorProcess) -> Browser:
    """The guild's owner, with a login of which nothing else depends."""
    browser = Browser(api_url)
    browser.log_in(guild["owner_id"])
    return browser


def ask(case: Case[Any], api_url: str, headers: dict[str, str]) -> None:
    answer = case.call(base_url=api_url, headers={**OWN_PAGE, **headers}, allow_redirects=False, timeout=20)
    documented = {int(status) for status in case.operation.definition.raw["responses"]}
    if answer.status_code in BOT_IS_NOT_THERE & documented:
        return
    case.validate_response(answer, checks=HELD)


@described.parametrize()
@bounded
def test_without_a_login_every_answer_is_as_described(case: Case[Any], api_url: str) -> None:
    ask(case, api_url, {})


@described.exclude(path=sorted(SERVED_ELSEWHERE)).parametrize()
@bounded
def test_with_a_login_every_answer_is_as_described(
    case: Case[Any], api_url: str, visitor: Browser, guild: dict[str, Any]
) -> None:
    if "guild_id" in case.path_parameters:
        case.path_parameters["guild_id"] = guild["id"]  # a guessed one is closed to everybody
    if "feature" in case.path_parameters:
        case.path_parameters["feature"] = "messages"

    ask(case, api_url, {"Authorization": f"Bearer {visitor.access_token}"})
