"""The pages as a person uses them: by what is written on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.fixtures.running_stack import RunningStack

PATIENCE_MS: Final = 15_000
DESKTOP: Final = {"width": 1440, "height": 900}
PHONE: Final = {"width": 360, "height": 800}


@contextmanager
def open_page(browser: Browser, *, size: dict[str, int] = DESKTOP, language: str = "en-GB") -> Iterator[Page]:
    """A page in a profile of its own; whatever the browser complains of fails the test that opened it."""
    context = browser.new_context(viewport={"width": size["width"], "height": size["height"]}, locale=language)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
    try:
        yield page
        assert complaints == []
    finally:
        context.close()


def _is_complaint(said: ConsoleMessage) -> bool:
    """Whether the browser complains of the page, and not of an answer that the page itself deals with."""
    return said.type == "error" and not said.text.startswith(("Failed to load resource", "WebSocket connection"))


def log_in(page: Page, stack: RunningStack, username: str) -> None:
    """From the first page through the simulated Discord to one's servers."""
    page.goto(stack.site_url)
    page.get_by_role("button", name="Continue with Discord").click()
    page.locator(f"button[name=user_id][value='{stack.discord.person(username)}']").click()
    expect(page.get_by_role("heading", name="Your servers")).to_be_visible(timeout=PATIENCE_MS)


def open_guild(page: Page, name: str) -> None:
    """From the list of one's servers to one of them, until its page is live."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=PATIENCE_MS)
    await_live(page)


def await_live(page: Page, word: str = "Live") -> None:
    expect(page.get_by_role("banner").get_by_text(word, exact=True).first).to_be_visible(timeout=PATIENCE_MS)
