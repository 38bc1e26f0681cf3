"""Three hundred banned at once on a server of ten thousand, with twenty among them whom nobody may touch."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.moderators import Crowd, dialog
from tests.e2e.pages import PATIENCE_MS, log_in, open_page

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

ASKED: Final = 300
PROTECTED: Final = 20
JOB_MS: Final = 60_000


@pytest.fixture
def page(browser: Browser, crowd: Crowd) -> Iterator[Page]:
    with open_page(browser) as opened:
        log_in(opened, crowd.stack, "chidi")
        yield opened


@pytest.fixture(scope="module")
def chosen(crowd: Crowd) -> tuple[list[str], set[str]]:
    """Who is to be banned, and who of them must not be: the owner, an administrator, and other moderators."""
    user_ids = [crowd.somebody() for _ in range(ASKED - 2)]
    moderators = user_ids[::16][: PROTECTED - 2]
    for user_id in moderators:
        crowd.promote(user_id, "Moderator")
    powerful = [crowd.stack.discord.person(name) for name in ("ada", "bruno")]
    return [*user_ids[:100], *powerful, *user_ids[100:]], {*moderators, *powerful}


def test_three_hundred_are_banned_but_for_the_twenty_that_the_preview_named(
    page: Page, crowd: Crowd, chosen: tuple[list[str], set[str]]
) -> None:
    user_ids, protected = chosen
    before = crowd.banned()
    page.goto(crowd.url("members"))
    page.get_by_role("button", name="Act on many…").click(timeout=PATIENCE_MS)
    dialog(page).get_by_role("textbox", name="Ids, mentions or names").fill("\n".join(user_ids))
    dialog(page).get_by_role("button", name="Ban", exact=True).click()
    dialog(page).get_by_role("textbox", name="Reason").fill("a raid")
    preview = dialog(page).get_by_role("region", name="Who is left out, and why")
    expect(preview.get_by_text(f"{PROTECTED} are left out")).to_be_visible(timeout=PATIENCE_MS)
    for group in preview.locator("details").all():
        group.locator("summary").click()
    expect(preview.get_by_role("listitem")).to_have_count(PROTECTED)
    found = grave_findings(page)
    dialog(page).get_by_role("button", name=f"Ban {ASKED - PROTECTED} members").click()

    expect(page.get_by_role("progressbar", name="How far the job is")).to_be_visible(timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_role("button", name=f"Done ({ASKED - PROTECTED})")).to_be_visible(timeout=JOB_MS)
    page.get_by_role("button", name=f"Left out ({PROTECTED})").click()
    expect(page.get_by_role("row")).to_have_count(PROTECTED + 1)
    in_dark(page)
    found += grave_findings(page)

    assert crowd.banned() - before == set(user_ids) - protected
    assert found == []
    page.get_by_role("button", name=f"Done ({ASKED - PROTECTED})").click()
    page.get_by_role("link", name="Case #").first.click()
    expect(page.get_by_text("Bulk action")).to_be_visible(timeout=PATIENCE_MS)
