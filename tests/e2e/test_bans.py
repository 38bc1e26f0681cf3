"""Who may not come back: in a real browser on the real stack."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.channels import as_bot
from tests.e2e.pages import PATIENCE_MS, await_live, log_in, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]


@pytest.fixture
def guild(stack: RunningStack) -> Any:
    return stack.discord.guild()


@pytest.fixture
def page(browser: Browser, stack: RunningStack, guild: Any) -> Iterator[Page]:
    with open_page(browser) as opened:
        log_in(opened, stack, "ada")
        opened.goto(f"{stack.site_url}/guilds/{guild['id']}/bans")
        expect(opened.get_by_role("button", name="Ban by id…")).to_be_visible(timeout=PATIENCE_MS)
        yield opened


def _banned(stack: RunningStack, guild: Any) -> dict[str, Any]:
    bans: list[dict[str, Any]] = as_bot(stack, "GET", f"/guilds/{guild['id']}/bans")
    return {ban["user"]["id"]: ban["reason"] for ban in bans}


def test_somebody_who_never_came_is_banned_by_id_and_unbanned(page: Page, stack: RunningStack, guild: Any) -> None:
    user_id = stack.discord.person("elif")

    page.get_by_role("button", name="Ban by id…").click()
    page.get_by_role("textbox", name="User id").fill(user_id)
    page.get_by_role("button", name="Go on…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Their messages stay.")).to_be_visible()
    dialog.get_by_role("textbox", name="Reason").fill("spam elsewhere")
    dialog.get_by_role("button", name="Ban Elif").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE_MS)
    row = page.get_by_role("listitem").filter(has_text="elif.yeni")
    expect(row.get_by_text("spam elsewhere")).to_be_visible(timeout=PATIENCE_MS)
    assert "spam elsewhere" in _banned(stack, guild)[user_id]

    row.get_by_role("button", name="Unban").click()
    dialog.get_by_role("button", name="Unban ").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE_MS)  # below an open dialog nothing has a role
    expect(row).to_have_count(0, timeout=PATIENCE_MS)
    assert user_id not in _banned(stack, guild)


def test_bans_are_searched_and_what_others_do_shows_at_once(page: Page, stack: RunningStack, guild: Any) -> None:
    user_id = stack.discord.person("elif")
    known = len(_banned(stack, guild))
    rows = page.get_by_role("list", name="Bans").get_by_role("listitem")
    expect(rows).to_have_count(known, timeout=PATIENCE_MS)
    await_live(page)

    as_bot(stack, "PUT", f"/guilds/{guild['id']}/bans/{user_id}", {})
    expect(rows.filter(has_text="elif.yeni")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("searchbox", name="Search bans").fill("elif")
    expect(rows).to_have_count(1, timeout=PATIENCE_MS)
    as_bot(stack, "DELETE", f"/guilds/{guild['id']}/bans/{user_id}")
    expect(page.get_by_text("No ban is like")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("searchbox", name="Search bans").fill("")

    expect(rows).to_have_count(known, timeout=PATIENCE_MS)


def test_nothing_serious_keeps_people_out_of_the_page(page: Page) -> None:
    found = grave_findings(page)
    in_dark(page)
    found += grave_findings(page)

    assert found == []
