"""What is the same for every route: errors, ids, limits, origins."""

import pytest
import requests

from tests.integration.api.browser import Browser
from tests.integration.api.variables import FRONTEND_URL


def test_an_error_has_our_shape_and_the_request_id_that_came_in(browser_at: Browser) -> None:
    answer = browser_at.api("GET", "/api/guilds", headers={"X-Request-Id": "browser-7"})

    assert answer.status_code == 401
    assert answer.json() == {"code": "unauthenticated", "message": "Please log in.", "request_id": "browser-7"}
    assert answer.headers["X-Request-Id"] == "browser-7"
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>"])
def test_a_request_id_that_is_not_safe_is_replaced(browser_at: Browser, given: str) -> None:
    answer = browser_at.api("GET", "/api/health", headers={"X-Request-Id": given})

    assert len(answer.headers["X-Request-Id"]) == 32


def test_a_field_at_fault_is_named_and_its_value_is_not(browser_at: Browser) -> None:
    answer = browser_at.api("POST", "/api/auth/exchange-session", json={"session": 1234567})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")
    assert answer.json()["details"] == {"problem": "Expected `str`, got `int` - at `$.session`"}
    assert "1234567" not in answer.text


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 50_000, b"null", b""])
def test_what_is_no_json_of_the_form_is_refused(browser_at: Browser, body: bytes) -> None:
    answer = browser_at.api(
        "POST", "/api/auth/exchange-session", data=body, headers={"Content-Type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")


def test_a_body_over_the_limit_is_refused(browser_at: Browser) -> None:
    answer = browser_at.api("POST", "/api/auth/exchange-session", json={"session": "x" * 70_000})

    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_a_method_that_the_route_does_not_know_is_refused_in_our_shape(browser_at: Browser) -> None:
    answer = browser_at.api("DELETE", "/api/guilds")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_a_form_from_another_site_is_refused_in_our_shape(browser_at: Browser) -> None:
    answer = browser_at.api("POST", "/api/auth/exchange-session", data={"session": "x"})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_nothing_of_ours_is_kept_by_a_cache(browser_at: Browser) -> None:
    answer = browser_at.api("GET", "/api/health")

    assert (answer.json(), answer.headers["Cache-Control"]) == ({"status": "ok"}, "no-store")


def test_only_our_own_page_may_call_from_a_browser(api_url: str) -> None:
    preflight = requests.options(
        f"{api_url}/api/auth/refresh",
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
        timeout=10,
    )
    answer = requests.get(f"{api_url}/api/health", headers={"Origin": "https://evil.example"}, timeout=10)

    for headers in (preflight.headers, answer.headers):
        assert headers["Access-Control-Allow-Origin"] == FRONTEND_URL
        assert headers["Access-Control-Allow-Credentials"] == "true"
    assert {"X-Guildhall", "X-Request-Id", "Authorization"} <= set(
        preflight.headers["Access-Control-Allow-Headers"].split(",")
    )


def test_the_document_is_served(browser_at: Browser) -> None:
    document = browser_at.api("GET", "/api/openapi.json").json()

    assert document["openapi"] == "3.1.0"
    assert "/api/guilds/{guild_id}/events" in document["paths"]
