"""Roles put in order, changed, made and deleted by somebody who may: in a real browser on the real stack."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.channels import as_bot
from tests.e2e.pages import PATIENCE_MS, PHONE, log_in, open_page
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

MANAGE_MESSAGES = 1 << 13


@pytest.fixture
def guild(stack: RunningStack) -> Any:
    return stack.discord.guild(number=1)


@pytest.fixture
def page(browser: Browser, stack: RunningStack, guild: Any) -> Iterator[Page]:
    with open_page(browser) as opened:
        log_in(opened, stack, "bruno")
        _open(opened, stack, guild)
        yield opened


def _open(page: Page, stack: RunningStack, guild: Any) -> None:
    page.goto(f"{stack.site_url}/guilds/{guild['id']}/roles")
    expect(page.get_by_role("option").first).to_be_visible(timeout=PATIENCE_MS)


def _choose(page: Page, name: str) -> None:
    page.get_by_role("option", name=name).first.click()
    expect(page.get_by_role("heading", name="Permissions", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)


def _roles(stack: RunningStack, guild: Any) -> list[dict[str, Any]]:
    roles: list[dict[str, Any]] = as_bot(stack, "GET", f"/guilds/{guild['id']}/roles")
    return sorted(roles, key=lambda role: -role["position"])


def _role(stack: RunningStack, guild: Any, name: str) -> dict[str, Any]:
    return next(role for role in _roles(stack, guild) if role["name"] == name)


def test_a_role_is_moved_by_keys_and_by_the_mouse(page: Page, stack: RunningStack, guild: Any) -> None:
    before = [role["name"] for role in _roles(stack, guild)]
    helper, regular, veteran = before.index("Helper"), before.index("Regular"), before.index("Veteran")
    assert helper < regular < veteran

    page.get_by_role("option", name="Helper").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("ins")).to_have_count(1)
    page.get_by_role("option", name="Veteran").drag_to(
        page.get_by_role("option", name="Regular"), target_position={"x": 40, "y": 3}
    )
    _save(page)

    after = [role["name"] for role in _roles(stack, guild)]
    assert after.index("Veteran") < after.index("Regular") < after.index("Helper")


def test_what_may_not_be_moved_is_locked_and_says_why(page: Page) -> None:
    admin = page.get_by_role("option", name="Admin")

    admin.click()

    expect(page.get_by_text("Admin").and_(page.get_by_text("highest role")).first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("checkbox", name="Kick members")).to_be_disabled()
    assert admin.get_attribute("draggable") == "false"


def test_a_role_gets_a_permission_and_a_colour_after_a_look_at_the_difference(
    page: Page, stack: RunningStack, guild: Any
) -> None:
    _choose(page, "Event pings")

    page.get_by_role("checkbox", name="Manage messages").check()
    page.get_by_role("textbox", name="Colour code").fill("#12ab34")
    page.get_by_role("textbox", name="Colour code").press("Tab")
    expect(page.get_by_label("2 unsaved changes").locator("ins")).to_have_text(["On", "#12ab34"])
    _save(page)

    role = _role(stack, guild, "Event pings")
    assert (int(role["permissions"]) & MANAGE_MESSAGES, role["color"]) == (MANAGE_MESSAGES, 0x12AB34)


def test_what_somebody_else_changes_meanwhile_is_shown_and_never_overwritten(
    page: Page, stack: RunningStack, guild: Any
) -> None:
    role = _role(stack, guild, "Regular")
    _choose(page, "Regular")

    page.get_by_role("switch", name="Show its members apart").click()
    wanted = not role["hoist"]
    as_bot(stack, "PATCH", f"/guilds/{guild['id']}/roles/{role['id']}", {"color": role["color"] ^ 0xFF})
    expect(page.get_by_text("Somebody else changed this in the meantime").first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Load theirs").click()
    _save(page)

    now = _role(stack, guild, "Regular")
    assert (now["hoist"], now["color"]) == (wanted, role["color"] ^ 0xFF)


def test_a_role_is_created_and_deleted_with_a_look_at_what_will_be(page: Page, stack: RunningStack, guild: Any) -> None:
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Night watch")
    expect(dialog.get_by_text("without any permission")).to_be_visible()
    dialog.get_by_role("button", name="Create Night watch").click()
    expect(page.get_by_role("heading", name="Night watch")).to_be_visible(timeout=PATIENCE_MS)
    made = _role(stack, guild, "Night watch")

    page.get_by_role("button", name="Delete…").click()
    dialog.get_by_role("button", name="Delete Night watch").click()
    expect(dialog).to_have_count(0, timeout=PATIENCE_MS)

    expect(page.get_by_role("option", name="Night watch")).to_have_count(0, timeout=PATIENCE_MS)
    assert made["id"] not in [role["id"] for role in _roles(stack, guild)]


def test_nothing_serious_keeps_people_out_of_the_page(page: Page) -> None:
    _choose(page, "Moderator")

    found = grave_findings(page)
    in_dark(page)
    found += grave_findings(page)

    assert found == []


def test_a_phone_shows_the_list_and_then_the_role(browser: Browser, stack: RunningStack, guild: Any) -> None:
    with open_page(browser, size=PHONE) as phone:
        log_in(phone, stack, "bruno")
        _open(phone, stack, guild)
        _choose(phone, "Helper")
        width = phone.evaluate("document.documentElement.scrollWidth")
        found = grave_findings(phone)

        assert (width, found) == (PHONE["width"], [])
