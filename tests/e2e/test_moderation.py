"""A moderator's day on a server of ten thousand members, in real browsers on a real stack with Discord's own limits."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import grave_findings, in_dark
from tests.e2e.channels import as_bot, channel_of
from tests.e2e.moderators import Crowd, act, dialog, open_member, their_case
from tests.e2e.pages import PATIENCE_MS, PHONE, log_in, open_page

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

OTHER_CASES: Final = 300


@pytest.fixture
def page(browser: Browser, crowd: Crowd) -> Iterator[Page]:
    """The page of a moderator, who owns nothing."""
    with open_page(browser) as opened:
        log_in(opened, crowd.stack, "chidi")
        yield opened


@pytest.fixture(scope="module")
def many_cases(crowd: Crowd) -> None:
    """A few hundred cases about as many members."""
    crowd.keep_cases(OTHER_CASES)


def test_a_third_warning_ends_in_a_timeout_which_is_told_explained_and_ended(page: Page, crowd: Crowd) -> None:
    user_id = crowd.somebody()
    open_member(page, crowd, user_id)
    for reason in ("spam", "spam again"):
        act(page, "Warn", reason=reason)
        expect(their_case(page, reason).first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Warn", exact=True).click()
    ladder = "This is warning 3 that counts. The warn ladder then adds: Timeout, 1 hour."
    expect(dialog(page).get_by_text(ladder)).to_be_visible(timeout=PATIENCE_MS)
    dialog(page).get_by_role("textbox", name="Reason").fill("and a third time")
    dialog(page).get_by_role("button", name="Warn ").last.click()

    expect(page.get_by_text("The warn ladder added: Timeout").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="End timeout")).to_be_visible(timeout=PATIENCE_MS)
    assert crowd.member(user_id)["communication_disabled_until"] is not None
    assert [letter.splitlines()[0].split(" on ")[0] for letter in crowd.letters(user_id)][:3] == ["You were warned"] * 3
    assert len(crowd.letters(user_id)) == 4
    their_case(page, "Timeout").first.click()
    expect(page.get_by_role("link", name="because of case #")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="End timeout").click()
    dialog(page).get_by_role("button", name="End the timeout of").click()
    expect(page.get_by_text("Lifted by chidi.o")).to_be_visible(timeout=PATIENCE_MS)
    assert crowd.member(user_id)["communication_disabled_until"] is None


def test_a_ban_a_role_and_a_timeout_are_taken_back_where_they_are_shown(page: Page, crowd: Crowd) -> None:
    user_id = crowd.somebody()
    open_member(page, crowd, user_id)
    page.get_by_role("combobox", name="Give a role…").select_option(label="Helper")
    dialog(page).get_by_role("button", name="Give roles to ").click()
    expect(page.get_by_role("button", name="Take the role Helper")).to_be_visible(timeout=PATIENCE_MS)
    act(page, "Time out", reason="to cool down")
    expect(their_case(page, "to cool down")).to_be_visible(timeout=PATIENCE_MS)

    page.goto(crowd.url(f"audit-log?source=guildhall&to={user_id}"))
    for text in ("to cool down", "Helper"):
        row = page.get_by_role("article").filter(has_text=text).filter(has_not_text="takes something back")
        row.get_by_role("button", name="Undo: ").click(timeout=PATIENCE_MS)
        dialog(page).get_by_role("button", name="Undo it").click(timeout=PATIENCE_MS)
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.get_by_text("Undone by")).to_have_count(2, timeout=PATIENCE_MS)
    now = crowd.member(user_id)
    assert (now["communication_disabled_until"], crowd.roles["Helper"] in now["roles"]) == (None, False)
    found = grave_findings(page)

    open_member(page, crowd, user_id)
    act(page, "Ban", reason="a raid")
    page.get_by_role("link", name="Case #").click(timeout=PATIENCE_MS)  # the drawer closes: they have left
    page.get_by_role("button", name="Unban").click(timeout=PATIENCE_MS)
    dialog(page).get_by_role("button", name="Unban ").click()
    expect(page.get_by_text("Lifted by chidi.o")).to_be_visible(timeout=PATIENCE_MS)
    assert user_id not in crowd.banned()
    assert found == []


@pytest.mark.usefixtures("many_cases")
def test_one_case_of_hundreds_is_found_on_a_phone_by_a_word(browser: Browser, crowd: Crowd) -> None:
    wanted = {"type": "warn", "user_id": crowd.somebody(), "reason": "sells counterfeit zeppelins"}
    number = crowd.api("POST", "/acts", json={"act": wanted})["case"]["number"]

    with open_page(browser, size=PHONE) as phone:
        log_in(phone, crowd.stack, "chidi")
        phone.goto(crowd.url("cases"))
        rows = phone.get_by_role("list", name="Cases").get_by_role("listitem")
        expect(rows.nth(20)).to_be_attached(timeout=PATIENCE_MS)
        found = grave_findings(phone)
        phone.get_by_role("searchbox", name="Search cases").fill("counterfeit")
        expect(rows).to_have_count(1, timeout=PATIENCE_MS)
        rows.click()
        expect(phone.get_by_role("heading", name=f"Warning · case #{number}")).to_be_visible(timeout=PATIENCE_MS)

        in_dark(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert found + grave_findings(phone) == []


def test_a_purge_across_channels_shows_what_goes_and_keeps_it_in_its_case(page: Page, crowd: Crowd) -> None:
    author, stack = crowd.somebody(), crowd.stack
    channels = [str(channel_of(stack, crowd.guild, name)["id"]) for name in ("general", "off-topic")]
    said = [stack.discord.say(each, f"buy my quokkas, {number}", author) for each in channels for number in range(3)]
    kept = [stack.discord.say(channels[0], "hello", author), stack.discord.say(channels[0], "quokkas!")]
    open_member(page, crowd, author)
    page.get_by_role("button", name="Delete their messages…").click()
    for already, name in (("Every channel that you may clear", "#general"), ("Add a channel…", "#off-topic")):
        dialog(page).get_by_role("combobox", name=already).select_option(label=name)
    dialog(page).get_by_role("textbox", name="With this text").fill("Quokka")
    dialog(page).get_by_role("button", name="Show what would go").click()
    expect(dialog(page).get_by_text(f"{len(said)} messages would go")).to_be_visible(timeout=PATIENCE_MS)
    found = grave_findings(page)
    dialog(page).get_by_role("button", name=f"Delete {len(said)} messages").click()

    expect(page.get_by_text(f"{len(said)} messages deleted")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("main").get_by_role("link", name="#").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("#general, #off-topic")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("buy my quokkas, 1")).to_have_count(2, timeout=PATIENCE_MS)
    left = {each["id"] for each in as_bot(stack, "GET", f"/channels/{channels[0]}/messages?limit=100")}
    assert {each["id"] for each in kept} <= left
    assert not {each["id"] for each in said} & left
    assert found + grave_findings(page) == []


def test_two_moderators_at_one_case_see_each_other_and_what_the_other_writes(
    browser: Browser, page: Page, crowd: Crowd
) -> None:
    noted = {"type": "note", "user_id": crowd.somebody(), "reason": "whose is this"}
    number = crowd.api("POST", "/acts", json={"act": noted})["case"]["number"]
    with open_page(browser) as other:
        log_in(other, crowd.stack, "bruno")
        other.goto(crowd.url(f"cases/{number}"))
        expect(other.get_by_role("textbox", name="Add a note")).to_be_visible(timeout=PATIENCE_MS)
        page.goto(crowd.url(f"cases/{number}"))

        expect(other.get_by_text("chidi.o is looking at this too")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text("bruno_tavares is looking at this too")).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("textbox", name="Add a note").fill("mine, I talk to them")
        page.get_by_role("button", name="Add the note").click()
        expect(other.get_by_text("mine, I talk to them")).to_be_visible(timeout=PATIENCE_MS)
        page.goto(crowd.url("cases"))

        expect(other.get_by_text("is looking at this too")).to_have_count(0, timeout=PATIENCE_MS)
