"""Whose access changes with an event."""

import msgspec
import pytest

from shared.features.access.effects import effects_of
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.effects import ForgetAccess
from shared.kernel.events import (
    EventType,
    GuildDeleteData,
    MemberBanData,
    MemberGoneData,
    MemberRemoveData,
    MemberUpdateData,
    OwnerChangeData,
    RemovalCause,
    RoleData,
    RoleDeleteData,
)
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import BOT, GUILD, an_event_of_a_guild

ADA = Snowflake(5)
ROLE = RoleView(id=Snowflake(3), name="r", color=0, position=1, managed=False, administrator=False)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (EventType.MEMBER_GONE, MemberGoneData(user_id=ADA)),
        (EventType.MEMBER_REMOVE, MemberRemoveData(user_id=ADA, cause=RemovalCause.KICKED, reason="spam")),
        (EventType.MEMBER_BAN, MemberBanData(user_id=ADA, moderator_id=Snowflake(6))),
    ],
)
def test_who_is_gone_may_do_nothing(kind: EventType, data: msgspec.Struct) -> None:
    gone = ForgetAccess(guild_id=GUILD, user_id=ADA, member=MemberView(member=False))

    assert effects_of(an_event_of_a_guild(kind, data)) == [gone]


def test_a_member_is_from_now_on_as_the_bot_says() -> None:
    now = MemberView(member=True, permissions=8)
    event = an_event_of_a_guild(EventType.MEMBER_UPDATE, MemberUpdateData(user_id=ADA, member=now))

    assert effects_of(event) == [ForgetAccess(guild_id=GUILD, user_id=ADA, member=now)]


@pytest.mark.parametrize(
    ("kind", "data", "concerns_everybody"),
    [
        (EventType.OWNER_CHANGE, OwnerChangeData(previous_owner_id=ADA, owner_id=Snowflake(6)), True),
        (EventType.ROLE_UPDATE, RoleData(role=ROLE, rights_changed=True), True),
        (EventType.ROLE_UPDATE, RoleData(role=ROLE, rights_changed=False), False),
        (EventType.ROLE_DELETE, RoleDeleteData(role_id=ROLE.id), True),
        (EventType.ROLE_CREATE, RoleData(role=ROLE, rights_changed=False), False),
        (EventType.GUILD_DELETE, GuildDeleteData(bot_id=BOT, id=GUILD), True),
        (EventType.MEMBER_UNBAN, MemberBanData(user_id=ADA), False),
    ],
)
def test_some_changes_may_concern_everybody(kind: EventType, data: msgspec.Struct, concerns_everybody: bool) -> None:
    everybody = ForgetAccess(guild_id=GUILD, user_id=None, member=None)

    assert effects_of(an_event_of_a_guild(kind, data)) == ([everybody] if concerns_everybody else [])
