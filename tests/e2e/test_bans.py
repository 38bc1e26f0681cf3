"""Who may not come back: in a real browser on the real stack."""

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
        opened.goto(f"{stack.site_url}/guilds/{guild['id']}/bans")
        expect(opened.get_by_role("button", name="Ban by id…")).to_be_visible(timeout=PATIENCE_MS)
        yield opened


def test_nothing_serious_keeps_people_out_of_the_page(page: Page) -> None:
    found = grave_findings(page)
    in_dark(page)
    found += grave_findings(page)

    assert found == []
