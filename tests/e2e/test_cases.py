"""Moderation in the browser: shown beforehand, done in two clicks, found again, set right. On the real stack."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.channels import as_bot
from tests.e2e.pages import PATIENCE_MS, PHONE, await_live, log_in, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(240)]


@pytest.fixture
def guild(stack: RunningStack) -> Any:
    return stack.discord.guild()


@pytest.fixture
def page(browser: Browser, stack: RunningStack, guild: Any) -> Iterator[Page]:
    with open_page(browser) as opened:
        log_in(opened, stack, "ada")
        yield opened


def _url(stack: RunningStack, guild: Any, path: str) -> str:
    return f"{stack.site_url}/guilds/{guild['id']}/{path}"


def _open_member(page: Page, stack: RunningStack, guild: Any, user_id: str) -> None:
    page.goto(_url(stack, guild, f"members?member={user_id}"))
    expect(page.get_by_role("button", name="Warn", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def _dialog(page: Page) -> Locator:
    return page.get_by_role("dialog").last


def _warn(page: Page, stack: RunningStack, guild: Any, user_id: str, reason: str) -> str:
    """Warn somebody from their drawer; return the case's number."""
    _open_member(page, stack, guild, user_id)
    page.get_by_role("button", name="Warn", exact=True).click()
    _dialog(page).get_by_role("textbox", name="Reason").fill(reason)
    _dialog(page).get_by_role("button", name="Warn ").last.click()
    row = page.get_by_role("list", name="Cases").get_by_role("listitem").filter(has_text=reason)
    expect(row).to_be_visible(timeout=PATIENCE_MS)
    return row.get_by_role("link").get_attribute("href").rsplit("/", 1)[1]  # type: ignore[union-attr]  # every row is a link


def test_a_warning_is_shown_beforehand_and_becomes_a_case_with_its_history(
    page: Page, stack: RunningStack, guild: Any
) -> None:
    number = _warn(page, stack, guild, stack.discord.person("dana_k"), "posting the same link again")

    page.goto(_url(stack, guild, f"cases/{number}"))
    expect(page.get_by_role("heading", name=f"Warning · case #{number}")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Reason").fill("posting the same link, for the third time")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("for the third time")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("textbox", name="Add a note").fill("said it was a friend")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("said it was a friend")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("textbox", name="Link of a message").fill("https://example.com/log")
    page.get_by_role("button", name="Add the link").click()
    expect(page.get_by_role("link", name="https://example.com/log")).to_be_visible(timeout=PATIENCE_MS)

    page.get_by_role("button", name="History of edits").click()
    expect(page.get_by_text("opened the case")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("posting the same link again")).to_be_visible()


def test_a_timeout_is_taken_back_from_its_case(page: Page, stack: RunningStack, guild: Any) -> None:
    user_id = stack.discord.person("chidi.o")
    _open_member(page, stack, guild, user_id)
    page.get_by_role("button", name="Time out", exact=True).click()
    _dialog(page).get_by_role("button", name="7 days").click()
    expect(_dialog(page).get_by_text("It ends by itself")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Case #").click(timeout=PATIENCE_MS)
    page.get_by_role("button", name="End timeout").click(timeout=PATIENCE_MS)
    _dialog(page).get_by_role("button", name="End the timeout of").click()

    expect(page.get_by_text("Lifted", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    member = as_bot(stack, "GET", f"/guilds/{guild['id']}/members/{user_id}")
    assert member["communication_disabled_until"] is None


def test_what_the_bot_may_not_is_refused_beforehand(page: Page, stack: RunningStack, guild: Any) -> None:
    _open_member(page, stack, guild, stack.discord.person("bruno_tavares"))
    page.get_by_role("button", name="Ban", exact=True).click()

    expect(_dialog(page).get_by_text("The bot’s highest role is not above Admin")).to_be_visible(timeout=PATIENCE_MS)
    expect(_dialog(page).get_by_role("button", name="Ban Bruno")).to_be_disabled()


def test_cases_are_found_on_a_phone_by_a_few_letters(
    browser: Browser, page: Page, stack: RunningStack, guild: Any
) -> None:
    _warn(page, stack, guild, stack.discord.person("dana_k"), "zeppelins everywhere")
    with open_page(browser, size=PHONE) as phone:
        log_in(phone, stack, "ada")
        phone.goto(_url(stack, guild, "cases"))
        phone.get_by_role("searchbox", name="Search cases").fill("zepp")
        found = phone.get_by_role("list", name="Cases").get_by_role("listitem")
        expect(found).to_have_count(1, timeout=PATIENCE_MS)
        found.click()

        expect(phone.get_by_role("heading", name="Warning · case")).to_be_visible(timeout=PATIENCE_MS)
        expect(phone.get_by_text("zeppelins everywhere")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert grave_findings(phone) == []


def test_a_case_goes_into_the_bin_and_comes_back_and_the_record_is_whole(
    page: Page, stack: RunningStack, guild: Any
) -> None:
    number = _warn(page, stack, guild, stack.discord.person("dana_k"), "a mistake")
    page.goto(_url(stack, guild, f"cases/{number}"))
    page.get_by_role("button", name="Recycle").click()
    expect(page.get_by_text("In the recycle bin since")).to_be_visible(timeout=PATIENCE_MS)
    page.goto(_url(stack, guild, "cases?bin=1"))
    page.get_by_text("a mistake").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("In the recycle bin since")).to_have_count(0, timeout=PATIENCE_MS)

    page.goto(_url(stack, guild, "cases"))
    page.get_by_role("button", name="Verify").click()
    expect(_dialog(page).get_by_text("The record is whole")).to_be_visible(timeout=PATIENCE_MS)


def test_what_a_filter_finds_is_taken_away_as_a_file(page: Page, stack: RunningStack, guild: Any) -> None:
    _warn(page, stack, guild, stack.discord.person("dana_k"), "quokkas in the lobby")
    page.goto(_url(stack, guild, "cases?q=quokkas"))
    expect(page.get_by_text("quokkas in the lobby")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Export").click()
    page.get_by_role("radio", name="JSON").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()

    cases = json.loads(Path(download.value.path()).read_text())
    assert [case["reason"] for case in cases] == ["quokkas in the lobby"]


def test_two_moderators_see_each_other_and_what_the_other_does(
    browser: Browser, page: Page, stack: RunningStack, guild: Any
) -> None:
    user_id = stack.discord.person("dana_k")
    with open_page(browser) as other:
        log_in(other, stack, "bruno_tavares")
        _open_member(other, stack, guild, user_id)
        _open_member(page, stack, guild, user_id)

        expect(other.get_by_text("is looking at this too")).to_be_visible(timeout=PATIENCE_MS)
        _warn(page, stack, guild, user_id, "seen at once")
        expect(other.get_by_role("list", name="Cases").get_by_text("seen at once")).to_be_visible(timeout=PATIENCE_MS)


def test_a_ladder_is_tried_before_it_is_saved(page: Page, stack: RunningStack, guild: Any) -> None:
    _warn(page, stack, guild, stack.discord.person("dana_k"), "first of all")
    page.goto(_url(stack, guild, "settings"))
    page.get_by_role("button", name="Add a step").click(timeout=PATIENCE_MS)
    page.get_by_role("spinbutton", name="Warnings").fill("1")
    page.get_by_role("spinbutton", name="Warnings").press("Tab")
    page.get_by_role("button", name="Try it on the last 90 days").click()

    expect(page.get_by_text("It would have acted", exact=False)).to_be_visible(timeout=PATIENCE_MS)


def test_the_palette_bans_by_name_and_opens_cases(page: Page, stack: RunningStack, guild: Any) -> None:
    page.goto(_url(stack, guild, "cases"))
    await_live(page)
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Go to or do").fill("ban dana")
    page.get_by_role("option", name="Ban Dana").click()

    expect(_dialog(page).get_by_role("heading", name="Ban Dana")).to_be_visible(timeout=PATIENCE_MS)


def test_nothing_serious_keeps_people_out_of_the_pages(page: Page, stack: RunningStack, guild: Any) -> None:
    number = _warn(page, stack, guild, stack.discord.person("dana_k"), "looked at closely")
    found = grave_findings(page)
    page.get_by_role("button", name="Ban", exact=True).click()
    expect(_dialog(page).get_by_text("What happens")).to_be_visible()
    found += grave_findings(page)
    for path, heading in (("cases", "Cases"), (f"cases/{number}", "Warning"), ("settings", "Moderation")):
        page.goto(_url(stack, guild, path))
        expect(page.get_by_role("heading", name=heading).first).to_be_visible(timeout=PATIENCE_MS)
        found += grave_findings(page)
        in_dark(page)
        found += grave_findings(page)

    assert found == []
