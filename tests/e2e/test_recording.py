"""What a server does not want recorded, chosen in a real browser on the real stack."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.pages import PATIENCE_MS, await_live, log_in, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(120)]


def test_a_channel_that_is_ignored_is_not_on_the_page_any_more(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    general = stack.discord.channel(guild["id"])
    quiet = next(each["id"] for each in guild["channels"] if each["type"] == 0 and each["id"] != general)
    with open_page(browser) as owner:
        log_in(owner, stack, "ada")
        owner.goto(f"{stack.site_url}/guilds/{guild['id']}/settings")
        channels = owner.get_by_label("Ignored channels")

        channels.fill("#general")
        expect(owner.get_by_role("alert")).to_contain_text("#general")
        channels.fill(f"<#{quiet}>")
        owner.get_by_role("button", name="Save", exact=True).last.click()
        expect(owner.get_by_text("Saved", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
        owner.reload()
        expect(channels).to_have_value(quiet)

        owner.goto(f"{stack.site_url}/guilds/{guild['id']}")
        await_live(owner)
        stack.discord.say(quiet, "Nobody records this sentence")
        stack.discord.say(general, "Everybody sees this sentence")
        expect(owner.get_by_text("Everybody sees this sentence").first).to_be_visible(timeout=PATIENCE_MS)
        expect(owner.get_by_text("Nobody records this sentence")).to_have_count(0)

        owner.goto(f"{stack.site_url}/guilds/{guild['id']}/settings")
        expect(channels).to_have_value(quiet)
        channels.fill("")
        owner.get_by_role("button", name="Save", exact=True).last.click()
        expect(owner.get_by_text("Saved", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
        expect(channels).to_have_value("")
