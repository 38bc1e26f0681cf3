"""What the bot reports of members and roles ends what they follow, and what was remembered of them."""

import time

import msgspec
import pytest

from shared.features.access.model import GuildPermission
from shared.features.access.settings import AccessSettings, RoleGrant
from shared.features.settings.service import SettingsService
from shared.features.settings.table import SettingsTable
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.events import (
    Event,
    EventType,
    MemberGoneData,
    MemberUpdateData,
    OwnerChangeData,
    RoleData,
    RoleDeleteData,
)
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.events import a_batch, a_message, an_event_of_a_guild
from tests.integration.ws_gateway.gateway import Client, Gateway, an_id
from ws_gateway.runtime import runtime

ROLE = Snowflake(11)


class Followed:
    """A guild with a bot, and a browser whose user follows it."""

    def __init__(self, gateway: Gateway) -> None:
        self.id, self._bot_id = an_id(), an_id()
        self._bot = gateway.a_bot(self._bot_id)
        self._closed = gateway.post_office.closed
        self.browser = gateway.a_browser(self.id)
        self.bystander = gateway.a_browser(self.id)
        for browser in (self.browser, self.bystander):
            browser.say({"action": "subscribe", "guild_id": str(self.id)})

    @property
    def user_id(self) -> Snowflake:
        return self.browser.owner_id

    def grant(self, *permissions: GuildPermission) -> None:
        settings = AccessSettings(grants=[RoleGrant(role_id=ROLE, permissions=list(permissions))])
        run = runtime()
        SettingsService(SettingsTable(run.dynamodb, run.config.aws)).change(self.id, "access", settings, 0)

    def reports(self, kind: EventType, data: msgspec.Struct) -> None:
        self.says(an_event_of_a_guild(kind, data, guild_id=self.id))

    def says(self, event: Event) -> None:
        batch_id = make_ulid(int(time.time() * 1000), an_id() << 10)
        assert self._bot.send(a_batch(event, batch_id=batch_id, bot_id=self._bot_id))["action"] == "backend-ack"

    def is_closed(self, browser: Client) -> bool:
        return browser.id in self._closed

    def is_remembered(self, browser: Client) -> bool:
        return runtime().access._remembered.find(self.id, browser.owner_id)[1] is not None


@pytest.mark.parametrize("kind", [EventType.MEMBER_REMOVE, EventType.MEMBER_BAN])
def test_who_is_gone_is_told_and_hears_no_more(gateway: Gateway, kind: EventType) -> None:
    followed = Followed(gateway)

    followed.reports(kind, MemberGoneData(user_id=followed.user_id))
    (told,) = followed.browser.heard()
    followed.says(a_message("private", guild_id=followed.id))

    assert (told["action"], told["code"], told["guild_id"]) == ("error", "guild_forbidden", str(followed.id))
    assert followed.browser.heard() == []
    assert not followed.is_remembered(followed.browser)
    assert [message["action"] for message in followed.bystander.heard()] == ["event", "event"]
    assert followed.is_remembered(followed.bystander)


@pytest.mark.parametrize(
    ("member", "stays"),
    [
        (MemberView(member=True, role_ids=[ROLE]), True),
        (MemberView(member=True, owner=True), True),
        (MemberView(member=True, permissions=int(Permission.ADMINISTRATOR)), True),
        (MemberView(member=True, role_ids=[Snowflake(12)]), False),
        (MemberView(member=True, permissions=int(Permission.MANAGE_GUILD)), False),
    ],
)
def test_whose_roles_changed_stays_only_where_they_still_let_them_view(
    gateway: Gateway, member: MemberView, stays: bool
) -> None:
    followed = Followed(gateway)
    followed.grant(GuildPermission.MODERATE)

    followed.reports(EventType.MEMBER_UPDATE, MemberUpdateData(user_id=followed.user_id, member=member))

    assert [message["action"] for message in followed.browser.heard()] == ["event" if stays else "error"]
    assert not followed.is_remembered(followed.browser)


def a_role(*, changed: bool) -> RoleData:
    role = RoleView(id=ROLE, name="r", color=0, position=1, managed=False, administrator=False)
    return RoleData(role=role, rights_changed=changed)


@pytest.mark.parametrize(
    ("kind", "data", "asked"),
    [
        (EventType.ROLE_DELETE, RoleDeleteData(role_id=ROLE), True),
        (EventType.OWNER_CHANGE, OwnerChangeData(previous_owner_id=Snowflake(1), owner_id=Snowflake(2)), True),
        (EventType.ROLE_UPDATE, a_role(changed=True), True),
        (EventType.ROLE_UPDATE, a_role(changed=False), False),
        (EventType.ROLE_CREATE, a_role(changed=False), False),
    ],
)
def test_what_may_concern_everybody_lets_all_come_back_and_be_asked_for_their_access(
    gateway: Gateway, kind: EventType, data: msgspec.Struct, asked: bool
) -> None:
    followed = Followed(gateway)

    followed.reports(kind, data)

    for browser in (followed.browser, followed.bystander):
        assert followed.is_closed(browser) == asked
        assert followed.is_remembered(browser) != asked


def test_events_go_on_while_redis_is_away(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    followed = Followed(gateway)
    changes = runtime().access_changes

    def fails(*_: object) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(changes._remembered, "forget", fails)
    followed.reports(EventType.MEMBER_REMOVE, MemberGoneData(user_id=followed.user_id))

    assert [message["action"] for message in followed.browser.heard()] == ["error"]
