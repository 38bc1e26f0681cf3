"""Somebody who was banned says something to it, and is answered: in two real browsers on the real stack."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.channels import as_bot
from tests.e2e.pages import PATIENCE_MS, PHONE, log_in, open_page
from tests.fixtures.running_stack import RunningStack
from tests.integration.api.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

BAN: Final = "spam in every channel"


@pytest.fixture
def guild(stack: RunningStack) -> Any:
    return stack.discord.guild()


@pytest.fixture
def owner(stack: RunningStack) -> Iterator[Client]:
    with Client(stack.site_url) as client:
        client.log_in(stack.discord.person("ada"))
        yield client


@pytest.fixture
def case(stack: RunningStack, guild: Any, owner: Client) -> int:
    """Let the owner ban somebody on a server that hears appeals; return the case's number."""
    url = f"/api/guilds/{guild['id']}"
    now = owner.api("GET", f"{url}/features/enforcement/settings").json()
    wanted = {"values": now["values"] | {"appeals": True, "appeal_text": "Be brief."}, "version": now["version"]}
    assert owner.api("PUT", f"{url}/features/enforcement/settings", json=wanted).status_code == 200
    act = {"type": "ban", "user_id": stack.discord.person("elif"), "reason": BAN}
    taken = owner.api("POST", f"{url}/acts", json={"act": act})
    assert taken.status_code == 200, taken.text
    return int(taken.json()["case"]["number"])


def _banned(stack: RunningStack, guild: Any) -> set[str]:
    return {ban["user"]["id"] for ban in as_bot(stack, "GET", f"/guilds/{guild['id']}/bans")}


def _come_for_appeals(page: Page, stack: RunningStack, guild: Any) -> None:
    """By the link of a direct message, logged out."""
    page.goto(f"{stack.site_url}/appeals/{guild['id']}")
    page.get_by_role("button", name="Continue with Discord").click()
    page.locator(f"button[name=user_id][value='{stack.discord.person('elif')}']").click()
    expect(page.get_by_role("heading", name="Your cases")).to_be_visible(timeout=PATIENCE_MS)


def _answer(page: Page, stack: RunningStack, guild: Any, case: int) -> None:
    log_in(page, stack, "ada")
    page.goto(f"{stack.site_url}/guilds/{guild['id']}/cases/{case}")
    expect(page.get_by_text("It was my brother.")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("textbox", name="Your answer, which the person reads").fill("Welcome back.")
    expect(page.get_by_role("checkbox", name="Lift the ban when accepting")).to_be_checked()
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("The appeal was accepted")).to_be_visible(timeout=PATIENCE_MS)


def test_a_banned_person_appeals_on_a_phone_and_is_let_back_in(
    browser: Browser, stack: RunningStack, guild: Any, case: int
) -> None:
    user_id = stack.discord.person("elif")
    assert user_id in _banned(stack, guild)

    with open_page(browser, size=PHONE) as phone, open_page(browser) as desktop:
        _come_for_appeals(phone, stack, guild)
        shown = phone.get_by_role("article", name="You were banned").filter(has_text=f"Case {case} ")
        expect(shown.get_by_text(BAN)).to_be_visible()
        expect(phone.get_by_text("Be brief.")).to_be_visible()
        shown.get_by_role("button", name="Appeal").click()
        shown.get_by_role("textbox").fill("It was my brother.")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shown.get_by_role("button", name="Send the appeal").click()
        expect(shown.get_by_text("Waiting for an answer")).to_be_visible(timeout=PATIENCE_MS)
        found = grave_findings(phone)
        in_dark(phone)
        found += grave_findings(phone)

        _answer(desktop, stack, guild, case)
        phone.reload()

        expect(shown.get_by_text("Accepted")).to_be_visible(timeout=PATIENCE_MS)
        expect(shown.get_by_text("Welcome back.")).to_be_visible()
        expect(shown.get_by_role("button", name="Appeal")).to_have_count(0)

    assert found == []
    assert user_id not in _banned(stack, guild)


def test_a_server_that_shows_nothing_looks_like_none(browser: Browser, stack: RunningStack) -> None:
    with open_page(browser, size=PHONE, language="fr-FR") as page:
        page.goto(f"{stack.site_url}/appeals/123456789012345678")
        page.get_by_role("button", name="Continuer avec Discord").click()
        page.locator(f"button[name=user_id][value='{stack.discord.person('elif')}']").click()

        expect(page.get_by_role("heading", name="Rien à contester")).to_be_visible(timeout=PATIENCE_MS)
        assert grave_findings(page) == []
