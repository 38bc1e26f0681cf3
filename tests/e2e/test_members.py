"""Ten thousand members, looked through and moderated: in a real browser on a real stack."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.pages import PATIENCE_MS, await_live, log_in, open_page
from tests.fixtures.running_stack import RunningStack, running_stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

MEMBERS = 10_000
_GATHERING_MS = 60_000


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack of its own: the others' guilds are small, for the sake of their tests' time."""
    variables = {"GUILDHALL_DISCORD_MEMBERS": str(MEMBERS), "GUILDHALL_DISCORD_GUILDS": "2"}
    with running_stack(tmp_path_factory.mktemp("crowded"), variables) as running:
        yield running


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


def test_a_role_above_the_bots_is_refused_precisely(page: Page) -> None:
    _search(page, "chidi.o")
    page.get_by_role("button", name="@chidi.o").click()
    page.get_by_role("combobox", name="Give a role…").select_option(label="Admin")
    page.get_by_role("button", name="Give Admin").click()

    expect(page.get_by_text("The bot’s highest role is not above Admin")).to_be_visible(timeout=PATIENCE_MS)


def test_nothing_serious_keeps_people_out_of_the_page(page: Page) -> None:
    found = grave_findings(page)
    in_dark(page)
    found += grave_findings(page)
    page.locator("[data-row]").nth(3).click()
    expect(page.get_by_role("heading", name="Permissions", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    found += grave_findings(page)

    assert found == []
