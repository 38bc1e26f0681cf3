"""Who may do what, and what is held about me: in a real browser on the real stack."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import PATIENCE_MS, await_live, log_in, open_guild, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]


def _grant(page: Page, role: str, *, granted: bool) -> None:
    page.get_by_role("link", name="Access").first.click()
    box = page.get_by_role("checkbox", name=f"{role}: See")
    box.set_checked(granted)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible(timeout=PATIENCE_MS)


def test_a_role_that_is_granted_a_look_opens_the_server_and_closes_it_again(
    browser: Browser, stack: RunningStack
) -> None:
    guild = stack.discord.guild()
    with open_page(browser) as owner, open_page(browser) as moderator:
        log_in(owner, stack, "ada")
        open_guild(owner, guild["name"])
        log_in(moderator, stack, "chidi")
        moderator.goto(f"{stack.site_url}/guilds/{guild['id']}")
        expect(moderator.get_by_text("You have no access to this server").first).to_be_visible(timeout=PATIENCE_MS)

        _grant(owner, "Moderator", granted=True)
        expect(moderator.get_by_role("heading", name="no access")).to_be_visible()
        moderator.wait_for_timeout(11_000)  # a refusal is remembered for ten seconds
        moderator.reload()
        await_live(moderator)

        _grant(owner, "Moderator", granted=False)
        expect(moderator.get_by_text("You have no access to this server").first).to_be_visible(timeout=5_000)


def test_a_login_that_is_ended_elsewhere_says_so_and_closes_the_page(browser: Browser, stack: RunningStack) -> None:
    with open_page(browser) as here, open_page(browser) as there:
        log_in(there, stack, "bruno")
        log_in(here, stack, "bruno")
        here.goto(f"{stack.site_url}/account")

        here.get_by_role("button", name="Log out everywhere else").click()
        here.get_by_role("dialog").get_by_role("button", name="Log out").last.click()
        expect(here.get_by_text("logged out").first).to_be_visible(timeout=PATIENCE_MS)
        there.reload()

        expect(there.get_by_role("button", name="Continue with Discord")).to_be_visible(timeout=PATIENCE_MS)
        expect(here.get_by_text("You are logged in nowhere else.")).to_be_visible(timeout=PATIENCE_MS)


def test_a_person_takes_a_copy_of_their_data_and_has_it_deleted(
    browser: Browser, stack: RunningStack, tmp_path: Path
) -> None:
    with open_page(browser) as page:
        log_in(page, stack, "dana")
        page.goto(f"{stack.site_url}/account")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download my data").click()
        download.value.save_as(tmp_path / "copy.json")

        page.get_by_role("button", name="Delete my data…").click()
        page.get_by_role("textbox", name="Type dana_k to confirm").fill("dana_k")
        page.get_by_role("button", name="Delete the data of @dana_k").click()

        assert "dana_k" in json.dumps(json.loads((tmp_path / "copy.json").read_text()))
        expect(page.get_by_role("heading", name="Your data is deleted")).to_be_visible(timeout=PATIENCE_MS)
        page.goto(f"{stack.site_url}/account")
        expect(page.get_by_role("button", name="Continue with Discord")).to_be_visible(timeout=PATIENCE_MS)
