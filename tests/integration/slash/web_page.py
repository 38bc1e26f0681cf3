"""The same moderator at our page: an API in this process, before the stores and the Discord of the worker."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis

from chalicelib.services import Services
from shared.adapters.redis_store import RedisCache
from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.remembered import RememberedAccess
from shared.kernel.snowflakes import parse_snowflake
from tests.integration.api.browser import Browser
from tests.integration.api.variables import variables_of
from tests.integration.slash.moderators import WAIT_SECONDS, Hall
from tests.security.in_process import browser_in_process

GRANTED = [GuildPermission.VIEW, GuildPermission.MODERATE, GuildPermission.MANAGE_ROLES]


class WebPage:
    """`bruno` is logged in here: Discord shows him every command."""

    def __init__(self, hall: Hall, browser: Browser) -> None:
        self._url, self._browser = f"/api/guilds/{hall.id}", browser

    def acts(self, act: Mapping[str, Any]) -> dict[str, Any]:
        """Take an act; return its case and what followed."""
        return self._ask("POST", "/acts", json={"act": act})

    def purges(self, chosen: Mapping[str, Any], reason: str) -> dict[str, Any]:
        """Purge, and return the job when it is over."""
        work = {"type": "purge", "filter": chosen, "reason": reason}
        job = self._ask("POST", "/jobs", json={"work": work})
        deadline = time.monotonic() + WAIT_SECONDS
        while job["state"] in ("queued", "running") and time.monotonic() < deadline:
            time.sleep(0.05)
            job = self._ask("GET", f"/jobs/{job['id']}")
        return job

    def numbers_of(self, user_id: int) -> list[int]:
        """Return the numbers of the cases about somebody, the oldest first."""
        listed = self._ask("GET", "/cases", params={"user_id": str(user_id), "limit": 100})
        return sorted(each["number"] for each in listed["items"])

    def _ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = self._browser.api(method, self._url + path, **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@contextmanager
def a_web_page(hall: Hall, aws_env: Mapping[str, str], redis_url: str) -> Iterator[WebPage]:
    """Log the moderator in; what they may do here is remembered as the bot would have told it."""
    variables = variables_of(1, aws_env, redis_url, hall.discord)
    with pytest.MonkeyPatch.context() as patch, redis.Redis.from_url(redis_url) as store:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, variables[name])
        with browser_in_process(Services(variables, lambda: datetime.now(UTC))) as browser:
            browser.log_in(hall.bruno)
            _let(hall, store)
            yield WebPage(hall, browser)


def _let(hall: Hall, store: redis.Redis) -> None:
    role = hall.role("Admin")
    position = next(each["position"] for each in hall.read(f"/guilds/{hall.id}/roles") if each["id"] == str(role))
    access = GuildAccess(
        owner=False,
        administrator=False,
        permissions=GRANTED,
        source=AccessSource.BOT,
        top_role_id=role,
        top_role_position=position,
    )
    remembered, user_id = RememberedAccess(RedisCache(store)), parse_snowflake(hall.bruno)
    stamp, _ = remembered.find(hall.id, user_id)
    remembered.keep(hall.id, user_id, stamp, access, timedelta(minutes=5))
