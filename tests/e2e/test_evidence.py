"""What a case rests on, in a real browser: a message that is deleted later, and a file that goes to the bucket."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.e2e.channels import as_bot
from tests.e2e.pages import PATIENCE_MS, log_in, open_page
from tests.fixtures.running_stack import RunningStack
from tests.integration.api.browser import Browser as Client

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]

PROOF: Final = b"\x89PNG as far as anybody looks"


@pytest.fixture
def guild(stack: RunningStack) -> Any:
    return stack.discord.guild()


@pytest.fixture
def page(browser: Browser, stack: RunningStack, guild: Any) -> Iterator[Page]:
    """The page of a case that its moderator has just opened."""
    with Client(stack.site_url) as client, open_page(browser) as opened:
        client.log_in(stack.discord.person("ada"))
        act = {"type": "note", "user_id": stack.discord.person("dana"), "reason": "to be watched"}
        taken = client.api("POST", f"/api/guilds/{guild['id']}/acts", json={"act": act})
        assert taken.status_code == 200, taken.text
        log_in(opened, stack, "ada")
        opened.goto(f"{stack.site_url}/guilds/{guild['id']}/cases/{taken.json()['case']['number']}")
        expect(opened.get_by_role("heading", name="Evidence")).to_be_visible(timeout=PATIENCE_MS)
        yield opened


def test_a_message_is_kept_by_its_link_and_outlives_its_deletion(page: Page, stack: RunningStack, guild: Any) -> None:
    channel = stack.discord.channel(guild["id"])
    said = stack.discord.say(channel, "this will be gone")

    link = f"https://discord.com/channels/{guild['id']}/{channel}/{said['id']}"
    page.get_by_role("textbox", name="Link of a message or a page").fill(link)
    page.get_by_role("region", name="Evidence").get_by_role("button", name="Keep the message").click()
    row = page.get_by_role("region", name="Evidence").get_by_role("article")
    expect(row).to_have_count(1, timeout=PATIENCE_MS)
    as_bot(stack, "DELETE", f"/channels/{channel}/messages/{said['id']}")
    page.reload()
    row.get_by_role("button", name="Show").click()

    expect(row.get_by_text("this will be gone")).to_be_visible(timeout=PATIENCE_MS)


def test_a_file_goes_to_the_bucket_and_is_saved_again(page: Page) -> None:
    region = page.get_by_role("region", name="Evidence")
    chosen = FilePayload(name="preuve é.png", mimeType="image/png", buffer=PROOF)
    region.locator("input[type=file]").set_input_files(chosen)
    row = region.get_by_role("article").filter(has_text="preuve é.png")
    expect(row).to_be_visible(timeout=PATIENCE_MS)

    row.get_by_role("button", name="Show").click()
    with page.expect_download() as download:
        row.get_by_role("link", name="Open the file").click()

    assert download.value.suggested_filename == "preuve é.png"
    assert download.value.path().read_bytes() == PROOF
