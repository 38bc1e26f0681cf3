"""As many channels as a guild can have, put in order by somebody who may: in a real browser on the real stack."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.channels import MOST, as_bot, channel_of, fill_up
from tests.e2e.pages import PATIENCE_MS, PHONE, log_in, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

SEND_MESSAGES = 1 << 11


@pytest.fixture
def guild(stack: RunningStack) -> Any:
    found = stack.discord.guild(number=1)
    fill_up(stack, found["id"])
    return found


@pytest.fixture
def page(browser: Browser, stack: RunningStack, guild: Any) -> Iterator[Page]:
    with open_page(browser) as opened:
        log_in(opened, stack, "bruno")
        _open(opened, stack, guild)
        yield opened


def _open(page: Page, stack: RunningStack, guild: Any) -> None:
    page.goto(f"{stack.site_url}/guilds/{guild['id']}/channels")
    expect(page.get_by_role("treeitem").first).to_be_visible(timeout=PATIENCE_MS)


def _choose(page: Page, name: str) -> None:
    page.get_by_role("searchbox", name="Search channels").fill(name)
    page.get_by_role("treeitem", name=name).last.click()
    expect(page.get_by_role("heading", name="Permissions", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("searchbox", name="Search channels").fill("")


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)


def test_of_five_hundred_channels_one_is_moved_by_keys_and_another_by_the_mouse(
    page: Page, stack: RunningStack, guild: Any
) -> None:
    expect(page.get_by_role("treeitem")).to_have_count(MOST)

    page.get_by_role("treeitem", name="general").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("ins")).to_have_count(1)
    page.get_by_role("treeitem", name="tech-help").drag_to(page.get_by_role("treeitem", name="Welcome").first)
    expect(page.locator("ins").filter(has_text="Welcome, 1")).to_be_visible()
    _save(page)

    general, other = (channel_of(stack, guild, name) for name in ("general", "off-topic"))
    assert other["position"] < general["position"]
    assert channel_of(stack, guild, "tech-help")["parent_id"] == stack.discord.channel(guild["id"], "Welcome")


def test_what_a_role_would_lose_is_explained_before_it_is_saved(page: Page, stack: RunningStack, guild: Any) -> None:
    _choose(page, "general")

    page.get_by_role("button", name="@everyone: Send messages: Neutral").press("d")
    expect(page.get_by_text("Would be denied").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_label("One unsaved change").locator("ins").first).to_have_text("Deny")
    _save(page)

    overwrites = channel_of(stack, guild, "general")["permission_overwrites"]
    assert [int(each["deny"]) & SEND_MESSAGES for each in overwrites if each["id"] == guild["id"]] == [SEND_MESSAGES]


def test_what_somebody_else_changes_meanwhile_is_shown_and_never_overwritten(
    page: Page, stack: RunningStack, guild: Any
) -> None:
    channel = channel_of(stack, guild, "off-topic")
    _choose(page, "off-topic")

    page.get_by_role("textbox", name="Topic").fill("ours")
    as_bot(stack, "PATCH", f"/channels/{channel['id']}", {"rate_limit_per_user": 30})
    expect(page.get_by_text("Somebody else changed this in the meantime").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Load theirs").click()
    _save(page)

    now = channel_of(stack, guild, "off-topic")
    assert (now["topic"], now["rate_limit_per_user"]) == ("ours", 30)


def test_a_channel_is_deleted_and_another_created_with_a_look_at_what_will_be(
    page: Page, stack: RunningStack, guild: Any
) -> None:
    victim = max(each["name"] for each in stack.discord.guild(number=1)["channels"] if each["name"].startswith("room-"))
    _choose(page, victim)

    page.get_by_role("button", name="Delete…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("deleted with it, for good")).to_be_visible()
    dialog.get_by_role("button", name=f"Delete {victim}").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.get_by_role("treeitem", name=victim)).to_have_count(0, timeout=PATIENCE_MS)
    page.keyboard.press("n")
    dialog.get_by_role("textbox", name="Name").fill("fresh-start")
    expect(dialog.get_by_text("Text channel “fresh-start” will be created")).to_be_visible()
    dialog.get_by_role("button", name="Create fresh-start").click()

    expect(page.get_by_role("heading", name="fresh-start")).to_be_visible(timeout=PATIENCE_MS)
    assert channel_of(stack, guild, "fresh-start")["type"] == 0


def test_a_lock_shows_what_it_will_do_and_unlocking_restores_what_was(
    page: Page, stack: RunningStack, guild: Any
) -> None:
    before = channel_of(stack, guild, "pictures")["permission_overwrites"]
    _choose(page, "pictures")

    for action in ("Lock", "Unlock"):
        page.get_by_role("article").get_by_role("button", name="Lock…").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("One channel would change.")).to_be_visible(timeout=PATIENCE_MS)
        dialog.get_by_role("button", name=f"{action} one channel").click()
        expect(dialog).to_have_count(0, timeout=PATIENCE_MS)
        if action == "Lock":
            locked = channel_of(stack, guild, "pictures")["permission_overwrites"]
            expect(page.get_by_role("treeitem", name="pictures").get_by_role("img")).to_be_visible(timeout=PATIENCE_MS)

    assert locked != before
    assert channel_of(stack, guild, "pictures")["permission_overwrites"] == before


def test_nothing_serious_keeps_people_out_of_the_page(page: Page) -> None:
    _choose(page, "general")

    found = grave_findings(page)
    in_dark(page)
    found += grave_findings(page)

    assert found == []


def test_a_phone_shows_the_list_and_then_the_channel(browser: Browser, stack: RunningStack, guild: Any) -> None:
    with open_page(browser, size=PHONE) as phone:
        log_in(phone, stack, "bruno")
        _open(phone, stack, guild)
        phone.get_by_role("treeitem", name="general").first.click()
        expect(phone.get_by_role("button", name="Back to the list")).to_be_visible(timeout=PATIENCE_MS)
        width = phone.evaluate("document.documentElement.scrollWidth")
        found = grave_findings(phone)
        phone.get_by_role("button", name="Back to the list").click()

        expect(phone.get_by_role("treeitem", name="general").first).to_be_visible()
        assert (width, found) == (PHONE["width"], [])


def test_who_has_no_access_is_told_so(browser: Browser, stack: RunningStack, guild: Any) -> None:
    with open_page(browser) as stranger:
        log_in(stranger, stack, "elif")
        stranger.goto(f"{stack.site_url}/guilds/{guild['id']}/channels")

        expect(stranger.get_by_text("You have no access to this server").first).to_be_visible(timeout=PATIENCE_MS)
