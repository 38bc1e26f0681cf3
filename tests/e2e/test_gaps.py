"""Who opens a server's page is told what was not seen."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from infra.local import environment
from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.gaps.table import GapTable
from shared.kernel.snowflakes import parse_snowflake
from tests.e2e.pages import PATIENCE_MS, log_in, open_guild, open_page
from tests.factories.gaps import a_gap
from tests.fixtures.aws import REGION
from tests.fixtures.running_stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(180)]


def test_a_gap_is_on_the_page_in_words(browser: Browser, stack: RunningStack, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.aws_client(stack.aws_url, REGION).items():
        monkeypatch.setenv(name, value)
    guild, now = stack.discord.guild(), int(time.time() * 1000)
    aws = AwsConfig(region=REGION, endpoint_url=stack.aws_url, table_prefix="guildhall-")
    gap = a_gap(kinds=["message_delete"], first_at=now - 600_000, last_at=now - 240_000)
    GapTable(dynamodb_client(aws), aws).put(parse_snowflake(guild["id"]), gap, datetime.now(UTC) + timedelta(days=1))

    with open_page(browser) as page:
        log_in(page, stack, "ada")
        open_guild(page, guild["name"])

        notice = page.get_by_role("region", name="What was not seen")
        expect(notice).to_contain_text("message deletions not seen", timeout=PATIENCE_MS)
        expect(notice).to_contain_text("The bot was away.")
