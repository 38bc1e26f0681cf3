"""Ten thousand members, looked through and moderated: in a real browser on a real stack."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.channels import as_bot
from tests.e2e.pages import PATIENCE_MS, PHONE, await_live, log_in, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

PAGE = 100  # how many the site asks for at a time
_GATHERING_MS = 60_000


@pytest.fixture
def guild(crowded: RunningStack) -> Any:
    return crowded.discord.guild()


@pytest.fixture
def page(browser: Browser, crowded: RunningStack, guild: Any) -> Iterator[Page]:
    with open_page(browser) as opened:
        log_in(opened, crowded, "ada")
        _open(opened, crowded, guild)
        yield opened


def _open(page: Page, stack: RunningStack, guild: Any, query: str = "") -> None:
    page.goto(f"{stack.site_url}/guilds/{guild['id']}/members{query}")
    expect(page.locator("[data-row]").first).to_be_visible(timeout=_GATHERING_MS)
    await_live(page)


def _search(page: Page, text: str) -> None:
    page.get_by_role("searchbox", name="Search members").fill(text)
    expect(page.get_by_role("button", name=f"@{text}")).to_be_visible(timeout=PATIENCE_MS)


def _row(page: Page, index: int) -> Locator:
    return page.locator(f"[data-index='{index}'] [data-row]")


def _member(stack: RunningStack, guild: Any, username: str) -> dict[str, Any]:
    path = f"/guilds/{guild['id']}/members/search?query={username}&limit=1"
    found: list[dict[str, Any]] = as_bot(stack, "GET", path)
    return found[0]


def _somebody(page: Page) -> str:
    """Return the user name of somebody of the crowd, below whom nobody is."""
    names = [name for name in page.locator("[data-row]").all_inner_texts() if "@" in name]
    return names[5].rsplit("@", 1)[1].strip()


def test_one_of_ten_thousand_is_found_and_the_filter_is_in_the_address(page: Page, guild: Any) -> None:
    expect(page.get_by_text("members", exact=False).get_by_text("10,0")).to_be_visible(timeout=PATIENCE_MS)
    _search(page, "chidi.o")
    page.get_by_role("combobox", name="Role").select_option(label="Moderator")

    expect(page.get_by_text("one found")).to_be_visible(timeout=PATIENCE_MS)
    page.reload()

    expect(page.get_by_text("one found")).to_be_visible(timeout=PATIENCE_MS)
    assert "q=chidi.o" in page.url
    assert f"/guilds/{guild['id']}/members" in page.url


def test_the_list_goes_on_by_keys_and_has_few_rows_at_a_time(page: Page) -> None:
    page.locator("[data-row]").first.focus()
    for last in (PAGE - 1, 2 * PAGE - 1):
        page.keyboard.press("End")
        expect(_row(page, last)).to_be_focused(timeout=PATIENCE_MS)
        expect(_row(page, last + 1)).to_be_attached(timeout=PATIENCE_MS)  # the next page has come
    page.evaluate("scrollTo(0, 0)")
    expect(_row(page, 0)).to_be_in_viewport(timeout=PATIENCE_MS)
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowDown")

    expect(_row(page, 2 * PAGE + 10)).to_be_focused()
    assert page.locator("[data-row]").count() < 80
    _search(page, "chidi.o")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_somebody_is_timed_out_with_a_reason_and_the_list_shows_it(
    page: Page, crowded: RunningStack, guild: Any
) -> None:
    username = _somebody(page)
    _search(page, username)
    page.get_by_role("button", name=f"@{username}").click()
    page.get_by_role("button", name="Time out", exact=True).click()
    dialog = page.get_by_role("dialog").last
    expect(dialog.get_by_text("It ends by itself")).to_be_visible()
    dialog.get_by_role("textbox", name="Reason").fill("cool down")
    dialog.get_by_role("button", name="Time out ").last.click()

    expect(page.get_by_role("button", name="End timeout")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("list", name="Cases").get_by_text("cool down")).to_be_visible(timeout=PATIENCE_MS)
    assert _member(crowded, guild, username)["communication_disabled_until"] is not None
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=f"@{username}").get_by_text("Timed out")).to_be_visible(timeout=PATIENCE_MS)


def test_somebody_is_kicked_after_a_look_at_what_will_be_and_leaves_the_list(
    page: Page, crowded: RunningStack, guild: Any
) -> None:
    username = _somebody(page)
    user_id = _member(crowded, guild, username)["user"]["id"]
    _search(page, username)
    page.get_by_role("button", name=f"@{username}").click()
    page.get_by_role("button", name="Kick", exact=True).click()
    dialog = page.get_by_role("dialog").last
    expect(dialog.get_by_text(f"(@{username})")).to_be_visible()
    dialog.get_by_role("button", name="Kick ").last.click()

    expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE_MS)  # below an open one nothing has a role
    expect(page.get_by_role("button", name=f"@{username}")).to_have_count(0, timeout=PATIENCE_MS)
    left = as_bot(crowded, "GET", f"/guilds/{guild['id']}/members/search?query={username}&limit=5")
    assert user_id not in [member["user"]["id"] for member in left]


def test_a_role_above_the_bots_is_refused_precisely(page: Page) -> None:
    _search(page, "chidi.o")
    page.get_by_role("button", name="@chidi.o").click()
    page.get_by_role("combobox", name="Give a role…").select_option(label="Admin")
    dialog = page.get_by_role("dialog").last

    expect(dialog.get_by_text("The bot’s highest role is not above Admin")).to_be_visible(timeout=PATIENCE_MS)
    expect(dialog.get_by_role("button", name="Give roles to ")).to_be_disabled()


def test_what_somebody_else_does_on_discord_shows_at_once(page: Page, crowded: RunningStack, guild: Any) -> None:
    _search(page, "dana_k")
    user_id = crowded.discord.person("dana_k")

    as_bot(crowded, "PATCH", f"/guilds/{guild['id']}/members/{user_id}", {"nick": "Dana of the night"})

    expect(page.get_by_text("Dana of the night")).to_be_visible(timeout=PATIENCE_MS)


def test_nothing_serious_keeps_people_out_of_the_page(page: Page) -> None:
    found = grave_findings(page)
    in_dark(page)
    found += grave_findings(page)
    page.locator("[data-row]").nth(3).click()
    expect(page.get_by_role("heading", name="Permissions", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    found += grave_findings(page)

    assert found == []


def test_a_phone_shows_cards_and_keeps_its_filters_in_a_drawer(
    browser: Browser, crowded: RunningStack, guild: Any
) -> None:
    with open_page(browser, size=PHONE) as phone:
        log_in(phone, crowded, "ada")
        _open(phone, crowded, guild)
        phone.get_by_role("button", name="Filters").click()
        phone.get_by_role("combobox", name="People or bots").select_option(label="Bots only")
        phone.get_by_role("button", name="Show", exact=True).click()

        expect(phone.get_by_text("Bot", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert (width, grave_findings(phone)) == (PHONE["width"], [])
