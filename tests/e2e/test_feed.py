"""The feed of a server: every kind of event in words, live, and filtered by the server."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.pages import PATIENCE_MS, await_live, log_in, open_guild, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]


def test_a_timeout_is_a_row_at_once_and_the_filter_finds_it(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    newcomer = stack.discord.control("POST", f"/guilds/{guild['id']}/members")["user"]
    name = newcomer["global_name"] or newcomer["username"]
    members = f"/guilds/{guild['id']}/members/{newcomer['id']}"
    with open_page(browser) as page:
        log_in(page, stack, "ada")
        open_guild(page, guild["name"])
        feed = page.get_by_role("list", name="What happens")

        stack.discord.control("POST", f"{members}/update", timeout_seconds=600, reason="calm down")
        expect(feed.get_by_text("is timed out until").first).to_be_visible(timeout=PATIENCE_MS)
        stack.discord.say(stack.discord.channel(guild["id"]), "a sentence that the filter takes away")
        expect(feed.get_by_text("a sentence that the filter takes away")).to_be_visible(timeout=PATIENCE_MS)

        page.keyboard.press("f")
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Roles, nickname, timeout").check()
        dialog.get_by_label("Or a person’s id").fill(newcomer["id"])
        dialog.get_by_role("button", name="Done").click()
        expect(feed.get_by_text("a sentence that the filter takes away")).to_have_count(0)
        expect(feed.get_by_text("is timed out until")).to_have_count(1)
        assert f"user={newcomer['id']}" in page.url
        assert "type=changes" in page.url

        page.reload()
        await_live(page)
        expect(feed.get_by_text("is timed out until")).to_have_count(1, timeout=PATIENCE_MS)
        expect(feed.get_by_text(name).first).to_be_visible()
        page.get_by_role("button", name="Clear all").click()
        expect(feed.get_by_text("is timed out until").first).to_be_visible(timeout=PATIENCE_MS)
        assert "type=" not in page.url
