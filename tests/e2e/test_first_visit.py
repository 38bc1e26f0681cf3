"""The newcomer's first minutes, in a real browser on the real stack."""

import time

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.pages import PATIENCE_MS, PHONE, await_live, log_in, open_guild, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]


def test_a_message_sent_in_discord_appears_on_the_open_page(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    channel = stack.discord.channel(guild["id"])
    with open_page(browser) as page:
        log_in(page, stack, "ada")
        open_guild(page, guild["name"])

        sent_at = time.monotonic()
        stack.discord.say(channel, "The lanterns are lit — bienvenue à tous")
        expect(page.get_by_text("The lanterns are lit — bienvenue à tous")).to_be_visible(timeout=PATIENCE_MS)

        print(f"from Discord to the page in {time.monotonic() - sent_at:.2f} s")


def test_messages_appear_in_the_order_in_which_they_were_written(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    channel = stack.discord.channel(guild["id"])
    said = [f"step {number:02} of the recipe" for number in range(20)]
    with open_page(browser) as page:
        log_in(page, stack, "ada")
        open_guild(page, guild["name"])

        for text in said:
            stack.discord.say(channel, text)
        expect(page.get_by_text(said[-1])).to_be_visible(timeout=PATIENCE_MS)

        seen = page.get_by_text("of the recipe").all_inner_texts()
        assert sorted(seen) == said
        assert seen in (said, said[::-1])


def test_what_was_said_while_the_page_was_away_is_there_when_it_comes_back(
    browser: Browser, stack: RunningStack
) -> None:
    guild = stack.discord.guild()
    channel = stack.discord.channel(guild["id"])
    with open_page(browser) as page:
        log_in(page, stack, "ada")
        open_guild(page, guild["name"])
        stack.discord.say(channel, "before the tunnel")
        expect(page.get_by_text("before the tunnel")).to_be_visible(timeout=PATIENCE_MS)

        page.context.set_offline(True)
        expect(page.get_by_text("Offline", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
        stack.discord.say(channel, "inside the tunnel")
        page.context.set_offline(False)

        await_live(page)
        author_rows = (
            page.get_by_role("main").get_by_text("Content not kept").or_(page.get_by_text("inside the tunnel"))
        )
        expect(author_rows.first).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text("before the tunnel")).to_have_count(1)


def test_a_reload_keeps_the_login_and_the_page(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    with open_page(browser) as page:
        log_in(page, stack, "ada")
        open_guild(page, guild["name"])

        page.reload()

        expect(page.get_by_role("heading", name=guild["name"])).to_be_visible(timeout=PATIENCE_MS)
        stored = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
        assert "eyJ" not in stored


def test_after_the_logout_the_page_is_closed(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    with open_page(browser) as page:
        log_in(page, stack, "ada")

        page.get_by_role("button", name="Account of").first.click()
        page.get_by_role("menuitem", name="Log out").click()
        expect(page.get_by_role("button", name="Continue with Discord")).to_be_visible(timeout=PATIENCE_MS)
        page.goto(f"{stack.site_url}/guilds/{guild['id']}")

        expect(page.get_by_role("button", name="Continue with Discord")).to_be_visible(timeout=PATIENCE_MS)


def test_who_cancels_on_discord_reads_what_happened(browser: Browser, stack: RunningStack) -> None:
    with open_page(browser) as page:
        page.goto(stack.site_url)
        page.get_by_role("button", name="Continue with Discord").click()

        page.get_by_role("button", name="Cancel").click()

        expect(page.get_by_text("You cancelled on Discord")).to_be_visible(timeout=PATIENCE_MS)


def test_it_works_on_a_phone_in_french(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    with open_page(browser, size=PHONE, language="fr-FR") as page:
        page.goto(stack.site_url)
        page.get_by_role("button", name="Continuer avec Discord").click()
        page.locator(f"button[name=user_id][value='{stack.discord.person('ada')}']").click()
        page.get_by_role("main").get_by_role("link", name=guild["name"]).first.click()
        await_live(page, "En direct")

        stack.discord.say(stack.discord.channel(guild["id"]), "vu depuis un téléphone")
        expect(page.get_by_text("vu depuis un téléphone")).to_be_visible(timeout=PATIENCE_MS)

        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_who_must_log_in_first_comes_back_to_where_they_were_going(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    with open_page(browser) as page:
        page.goto(f"{stack.site_url}/guilds/{guild['id']}/settings")
        page.get_by_role("button", name="Continue with Discord").click()
        page.locator(f"button[name=user_id][value='{stack.discord.person('ada')}']").click()

        expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible(timeout=PATIENCE_MS)
        assert page.url == f"{stack.site_url}/guilds/{guild['id']}/settings"


def test_who_lost_their_login_comes_back_to_the_page_that_they_were_on(browser: Browser, stack: RunningStack) -> None:
    guild = stack.discord.guild()
    with open_page(browser) as page:
        log_in(page, stack, "ada")
        open_guild(page, guild["name"])
        page.context.clear_cookies()

        page.reload()
        page.get_by_role("button", name="Continue with Discord").click()
        page.locator(f"button[name=user_id][value='{stack.discord.person('ada')}']").click()

        expect(page.get_by_role("heading", name=guild["name"])).to_be_visible(timeout=PATIENCE_MS)
