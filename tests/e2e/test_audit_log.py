"""Who did what: Discord's log and Guildhall's own, in a real browser on the real stack."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.pages import PATIENCE_MS, log_in, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]


@pytest.fixture
def guild(stack: RunningStack) -> Any:
    return stack.discord.guild()


@pytest.fixture
def page(browser: Browser, stack: RunningStack, guild: Any) -> Iterator[Page]:
    with open_page(browser) as opened:
        log_in(opened, stack, "ada")
        _rename(opened, stack, guild, "Keeper of keys")
        opened.goto(f"{stack.site_url}/guilds/{guild['id']}/audit-log")
        yield opened
        _rename(opened, stack, guild, "")


def _rename(page: Page, stack: RunningStack, guild: Any, nick: str) -> None:
    page.goto(f"{stack.site_url}/guilds/{guild['id']}/members?member={stack.discord.person('chidi')}")
    page.get_by_role("button", name="Nickname", exact=True).click()
    dialog = page.get_by_role("dialog").last
    dialog.get_by_role("textbox", name="Nickname").fill(nick)
    dialog.get_by_role("textbox", name="Reason").fill("for the feast")
    dialog.get_by_role("button", name="Rename ").click()
    expect(page.get_by_text("was renamed").first).to_be_visible(timeout=PATIENCE_MS)


def test_what_was_done_is_in_both_logs_with_the_person_the_reason_and_the_change(page: Page) -> None:
    entries = page.get_by_role("list", name="Audit log").get_by_role("listitem")
    expect(entries.filter(has_text="Keeper of keys").first).to_contain_text("for the feast", timeout=PATIENCE_MS)

    page.get_by_role("group", name="Whose log").get_by_role("button", name="Guildhall").click()
    own = entries.filter(has_text="Keeper of keys").first
    expect(own).to_contain_text("Ada changed chidi.o", timeout=PATIENCE_MS)
    expect(own).to_contain_text("for the feast")
    page.get_by_role("combobox", name="What was done").select_option(label="Ban")

    expect(page.get_by_text("Keeper of keys")).to_have_count(0, timeout=PATIENCE_MS)
    assert "what=ban" in page.url


def test_nothing_serious_keeps_people_out_of_the_page(page: Page) -> None:
    expect(page.get_by_text("Keeper of keys").first).to_be_visible(timeout=PATIENCE_MS)

    found = grave_findings(page)
    in_dark(page)
    found += grave_findings(page)

    assert found == []
