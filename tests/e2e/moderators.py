"""A guild of ten thousand, and what its moderators do in it, at their page and past it."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local import environment
from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.cases.model import CaseKind, Named
from shared.features.cases.service import MOST_AT_ONCE, CaseService
from shared.features.cases.table import CaseTable
from shared.kernel.snowflakes import parse_snowflake
from tests.e2e.channels import as_bot
from tests.e2e.pages import PATIENCE_MS
from tests.factories.cases import a_new_case
from tests.fixtures.running_stack import RunningStack
from tests.integration.api.browser import Browser as Client

MEMBERS: Final = 10_000
LADDER: Final = [{"warns": 3, "within_days": 30, "kind": "timeout", "seconds": 3600}]
_STRONG: Final = ("Admin", "Moderator")


class Crowd:
    """`owner` is at a browser of theirs, without a page."""

    def __init__(self, stack: RunningStack, owner: Client) -> None:
        self.stack, self.owner, self.guild = stack, owner, stack.discord.guild()
        self.id = str(self.guild["id"])
        self.roles = {each["name"]: str(each["id"]) for each in self.guild["roles"]}
        self._plain = iter(self.plain_members(after="0"))

    @classmethod
    @contextmanager
    def of(cls, stack: RunningStack) -> Iterator["Crowd"]:
        with Client(stack.site_url) as client:
            client.log_in(stack.discord.person("ada"))
            yield cls(stack, client)

    def let_moderators_moderate(self) -> None:
        """Grant their role what moderators need, and set up the warn ladder."""
        grant = {"role_id": self.roles["Moderator"], "permissions": ["moderate", "manage-roles"]}
        self._set("access", grants=[grant])
        self._set("enforcement", ladder=LADDER, show_moderator=True)

    def plain_members(self, after: str) -> list[dict[str, Any]]:
        """Return members with no power: the thousand that come next."""
        strong = {self.roles[name] for name in _STRONG}
        known = {str(each["id"]) for each in self.stack.discord.world()["people"]}
        members = as_bot(self.stack, "GET", f"/guilds/{self.id}/members?limit=1000&after={after}")
        return [
            each
            for each in members
            if not strong & set(each["roles"]) and each["user"]["id"] not in known and not each["user"].get("bot")
        ]

    def somebody(self) -> str:
        """Return the id of a member to whom nothing was done yet."""
        return str(next(self._plain)["user"]["id"])

    def promote(self, user_id: str, role: str) -> None:
        """Give somebody a role, as the owner does on Discord."""
        path = f"/guilds/{self.id}/members/{user_id}/update"
        self.stack.discord.control("POST", path, roles=[self.roles[role]])

    def banned(self) -> set[str]:
        bans = as_bot(self.stack, "GET", f"/guilds/{self.id}/bans?limit=1000")
        return {str(each["user"]["id"]) for each in bans}

    def member(self, user_id: str) -> dict[str, Any]:
        return dict(as_bot(self.stack, "GET", f"/guilds/{self.id}/members/{user_id}"))

    def letters(self, user_id: str) -> list[str]:
        """Return the direct messages that somebody got."""
        return [each["content"] for each in self.stack.discord.control("GET", f"/users/{user_id}/messages")]

    def api(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Ask the API as the owner."""
        answer = self.owner.api(method, f"/api/guilds/{self.id}{path}", **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def keep_cases(self, many: int) -> None:
        """Have so many cases about as many members."""
        members = self.plain_members(after="0")[-many:]
        now = datetime.now(UTC)
        news = [
            a_new_case(
                guild_id=parse_snowflake(self.id),
                kind=CaseKind.NOTE,
                user=Named(user_id=parse_snowflake(each["user"]["id"]), name=each["user"]["username"]),
                reason=f"came by invite {number}",
                at=now,
            )
            for number, each in enumerate(members)
        ]
        with self._cases() as cases:
            for start in range(0, many, MOST_AT_ONCE):
                cases.open_many([(new, None) for new in news[start : start + MOST_AT_ONCE]])

    @contextmanager
    def _cases(self) -> Iterator[CaseService]:
        variables = environment.aws_client(self.stack.aws_url, "us-east-1")
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            aws = read_aws(Environment(variables))
            yield CaseService(
                CaseTable(dynamodb_client(aws), aws),
                clock=lambda: datetime.now(UTC),
                entropy=lambda: secrets.randbits(80),
                pause=lambda attempt: time.sleep(0.02 * attempt),
            )

    def url(self, path: str) -> str:
        return f"{self.stack.site_url}/guilds/{self.id}/{path}"

    def _set(self, feature: str, **changes: Any) -> None:
        now = self.api("GET", f"/features/{feature}/settings")
        wanted = {"values": now["values"] | changes, "version": now["version"]}
        self.api("PUT", f"/features/{feature}/settings", json=wanted)


def open_member(page: Page, crowd: Crowd, user_id: str) -> None:
    """Open the drawer of somebody, until one can act."""
    page.goto(crowd.url(f"members?member={user_id}"))
    expect(page.get_by_role("button", name="Note", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog").last


def act(page: Page, verb: str, *, reason: str = "", button: str = "") -> None:
    """Do something to whom the page shows: by its button, a reason, and the dialog's own button."""
    page.get_by_role("button", name=verb, exact=True).click()
    dialog(page).get_by_role("textbox", name="Reason").fill(reason)
    dialog(page).get_by_role("button", name=button or f"{verb} ").last.click()
    expect(page.get_by_role("textbox", name="Reason")).to_have_count(0, timeout=PATIENCE_MS)


def their_case(page: Page, text: str) -> Locator:
    """Return the case that says this in the list of the drawer."""
    return page.get_by_role("list", name="Cases").get_by_role("listitem").filter(has_text=text)
