"""Cases by way of the API: found, edited by who saw them last, put away and taken out, taken away, and checked."""

import csv
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.services import Services
from shared.features.access.model import GuildPermission
from shared.features.cases.export import COLUMNS
from shared.features.cases.model import CaseKind
from shared.kernel.snowflakes import parse_snowflake
from tests.factories.cases import a_new_case
from tests.integration.administration.hall import Hall, refusal
from tests.integration.api.browser import Browser


@pytest.fixture
def moderator(hall: Hall) -> Browser:
    return hall.let(GuildPermission.MODERATE)


class Cases:
    """Cases of the hall's guild, as one browser has them."""

    def __init__(self, hall: Hall, browser: Browser, services: Services) -> None:
        self.url = f"/api/guilds/{hall.id}/cases"
        self._hall, self._browser, self._services = hall, browser, services

    def open(self, **given: Any) -> str:
        """Open a case beneath the routes; return where it is."""
        new = a_new_case(guild_id=parse_snowflake(self._hall.id), at=datetime.now(UTC), **given)
        return f"{self.url}/{self._services.casework.cases.open(new).number}"

    def ask(self, method: str, url: str, **more: Any) -> Any:
        answer = self._browser.api(method, url, **more)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def numbers(self, **query: str) -> list[int]:
        return [case["number"] for case in self.ask("GET", self.url, params=query)["items"]]


@pytest.fixture
def cases(hall: Hall, moderator: Browser, services: Services) -> Cases:
    return Cases(hall, moderator, services)


def test_a_case_is_found_read_edited_and_its_history_tells(cases: Cases, moderator: Browser, hall: Hall) -> None:
    url, other = cases.open(reason="Überfall auf #général"), cases.open()
    number = int(url.rpartition("/")[2])

    read = moderator.api("GET", url)
    seen = {"If-Match": read.headers["ETag"]}
    edited = cases.ask("PATCH", url, json={"reason": "a raid", "links": [number + 1]}, headers=seen)
    late = moderator.api("PATCH", url, json={"reason": "nothing"}, headers=seen)

    assert (edited["reason"], edited["revision"], edited["links"]) == ("a raid", 2, [number + 1])
    assert refusal(late)[:2] == (412, "stale_view")
    assert cases.ask("GET", other)["links"] == [number]
    history = cases.ask("GET", f"{url}/history")["items"]
    assert [entry["what"] for entry in history] == ["opened", "edited"]
    assert history[1]["by"] == {"user_id": hall.moderator_id, "name": "chidi.o"}
    assert number in cases.numbers(text="rai")
    assert number not in cases.numbers(text="uberfall")


def test_what_is_put_away_is_found_only_there_until_it_is_taken_out(cases: Cases, moderator: Browser) -> None:
    url = cases.open(kind=CaseKind.KICK, reason="putaway")
    number = int(url.rpartition("/")[2])

    cases.ask("DELETE", url)

    assert (cases.numbers(text="putaway"), cases.numbers(text="putaway", bin="true")) == ([], [number])
    assert refusal(moderator.api("DELETE", url))[1] == "conflict"
    assert cases.ask("POST", f"{url}/restore", json={})["deleted_at"] is None
    assert cases.numbers(text="putaway", kind="kick") == [number]


def test_notes_are_written_changed_and_removed(cases: Cases, moderator: Browser) -> None:
    url = cases.open()

    (note,) = cases.ask("POST", f"{url}/notes", json={"text": "looks like brigading"})["notes"]
    shown = cases.ask("PATCH", f"{url}/notes/{note['id']}", json={"hidden": False})["notes"][0]
    found = cases.numbers(text="brigad")
    cases.ask("DELETE", f"{url}/notes/{note['id']}")

    assert (note["hidden"], shown["hidden"], shown["text"]) == (True, False, "looks like brigading")
    assert str(found[0]) == url.rpartition("/")[2]
    assert cases.ask("GET", url)["notes"] == cases.numbers(text="brigad") == []
    assert refusal(moderator.api("POST", f"{url}/notes", json={"text": "x" * 2_001}))[:2] == (400, "invalid_input")
    assert refusal(moderator.api("PATCH", f"{url}/notes/{note['id']}", json={"text": "x"}))[0] == 404


def test_only_a_warn_has_a_time_to_be_changed(cases: Cases, moderator: Browser) -> None:
    until = {"expires_at": "2030-01-01T00:00:00Z"}

    assert cases.ask("PATCH", cases.open(), json=until)["expires_at"] == "2030-01-01T00:00:00Z"
    assert refusal(moderator.api("PATCH", cases.open(kind=CaseKind.BAN), json=until))[:2] == (409, "conflict")


def test_cases_are_taken_away_as_json_and_as_rows_that_are_no_formulas(cases: Cases) -> None:
    cases.open(reason='=HYPERLINK("http://bad.example")', details={"nick": "exported"})

    as_json = cases.ask("GET", f"{cases.url}/export", params={"text": "hyperlink"})
    as_rows = cases.ask("GET", f"{cases.url}/export", params={"text": "hyperlink", "format": "csv"})

    names, row = csv.reader(as_rows["rows"].splitlines())
    assert tuple(names) == COLUMNS
    assert row[names.index("reason")] == '\'=HYPERLINK("http://bad.example")'
    assert as_json["items"][0]["details"] == {"nick": "exported"}
    assert (as_json["next_cursor"], as_rows["items"]) == (None, None)


def test_the_log_is_checked_page_by_page(cases: Cases) -> None:
    cases.open()
    cursor, findings = None, []

    while True:
        page = cases.ask("GET", f"{cases.url}/verify", params={"cursor": cursor} if cursor else {})
        findings += page["findings"]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]

    assert findings == []
    assert page["checked_cases"] == page["cases"] > 0


def test_a_page_goes_on_where_the_one_before_ended(cases: Cases) -> None:
    for _ in range(3):
        cases.open(reason="pagewise")

    first = cases.ask("GET", cases.url, params={"text": "pagewise", "limit": 2})
    second = cases.ask("GET", cases.url, params={"text": "pagewise", "limit": 2, "cursor": first["next_cursor"]})

    numbers = [case["number"] for case in [*first["items"], *second["items"]]]
    assert len(numbers) == 3
    assert numbers == sorted(numbers, reverse=True)
    assert cases.ask("GET", cases.url)["facets"]["kinds"]["warn"] >= 3


def test_who_may_only_look_sees_nothing_of_cases(cases: Cases, hall: Hall) -> None:
    url = cases.open()
    viewer = hall.let(GuildPermission.VIEW)

    refused = [
        viewer.api("GET", cases.url),
        viewer.api("GET", url),
        viewer.api("GET", f"{url}/history"),
        viewer.api("GET", f"{cases.url}/export"),
        viewer.api("GET", f"{cases.url}/verify"),
        viewer.api("PATCH", url, json={"reason": "x"}),
        viewer.api("DELETE", url),
        viewer.api("POST", f"{url}/notes", json={"text": "x"}),
    ]

    assert {refusal(answer)[:2] for answer in refused} == {(403, "permission_missing")}


@pytest.mark.parametrize("query", [{"cursor": "Ω"}, {"limit": "101"}, {"kind": "murder"}, {"after": "yesterday"}])
def test_what_is_no_query_is_refused(cases: Cases, moderator: Browser, query: dict[str, str]) -> None:
    assert refusal(moderator.api("GET", cases.url, params=query))[:2] == (400, "invalid_input")
