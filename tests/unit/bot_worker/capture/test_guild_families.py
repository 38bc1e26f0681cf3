"""Guilds, roles, channels, threads, invites, emojis: what changed, from what to what."""

from typing import Any

import pytest

from bot_worker.capture.scene import ChannelFacts, RoleFacts
from shared.kernel.commands import RoleView
from shared.kernel.events import ChannelView, EmojiView, ThreadView
from shared.kernel.snowflakes import Snowflake
from tests.unit.bot_worker.capture.scenes import ADA, CHANNEL, GUILD, Recording, RememberingGuild, a_user, data_of

ROLE: dict[str, Any] = {"id": "31", "name": "Mods", "permissions": "8192", "position": 2, "color": 1, "managed": False}
PLACE: dict[str, Any] = {"id": str(CHANNEL), "type": 0, "name": "general", "position": 1, "topic": None}
THREAD: dict[str, Any] = {"id": "41", "type": 11, "name": "t", "parent_id": str(CHANNEL), "owner_id": str(ADA)}


def a_guild(**changes: Any) -> dict[str, Any]:
    return {"id": str(GUILD), "name": "Guild", "icon": None, "owner_id": str(ADA), **changes}


def a_role_before(**changes: Any) -> RoleFacts:
    view = {"id": Snowflake(31), "name": "Mods", "color": 1, "position": 2, "managed": False, "administrator": False}
    return RoleFacts(view=RoleView(**{**view, **changes}), permissions=8192)


def a_channel_before(**changes: Any) -> ChannelFacts:
    view = ChannelView(id=CHANNEL, name="general", type=0, position=1)
    return ChannelFacts(**{"view": view, "topic": None, "overwrites": frozenset(), **changes})


def test_a_guild_that_we_join_is_told_and_one_in_an_outage_is_not() -> None:
    recording = Recording()

    (joined,) = recording.take("GUILD_CREATE", **a_guild(member_count=7))
    assert recording.take("GUILD_CREATE", **a_guild(unavailable=True)) == []
    (back,) = recording.take("GUILD_CREATE", **a_guild(member_count=7, unavailable=False))
    assert recording.take("GUILD_DELETE", id=str(GUILD), unavailable=True) == []
    (left,) = recording.take("GUILD_DELETE", id=str(GUILD))

    assert [joined.type, back.type, left.type] == ["guild_create", "guild_update", "guild_delete"]
    assert data_of(joined)["guild"]["member_count"] == 7


def test_of_a_guild_its_name_its_image_and_its_owner_are_told() -> None:
    recording = Recording(RememberingGuild(member_count=12))

    assert recording.take("GUILD_UPDATE", **a_guild(region="x")) == []
    (renamed,) = recording.take("GUILD_UPDATE", **a_guild(name="New"))
    update, change = recording.take("GUILD_UPDATE", **a_guild(owner_id="77"))

    assert (data_of(renamed)["guild"]["name"], data_of(renamed)["guild"]["member_count"]) == ("New", 12)
    assert (update.type, data_of(change)) == ("guild_update", {"previous_owner_id": str(ADA), "owner_id": "77"})


@pytest.mark.parametrize(
    ("change", "rights_changed"),
    [
        ({"name": "Moderators"}, False),
        ({"permissions": "0"}, False),
        ({"permissions": "8"}, True),
        ({"position": 9}, True),
    ],
)
def test_a_changed_role_has_its_before_and_says_whether_rights_changed(
    change: dict[str, Any], rights_changed: bool
) -> None:
    recording = Recording(RememberingGuild(roles={31: a_role_before()}))

    (event,) = recording.take("GUILD_ROLE_UPDATE", role={**ROLE, **change})

    data = data_of(event)
    assert (data["rights_changed"], data["before"]["name"], data["permissions_before"]) == (
        rights_changed,
        "Mods",
        "8192",
    )


def test_a_role_that_is_as_before_is_not_told_and_one_that_nobody_knew_may_have_changed_rights() -> None:
    assert Recording(RememberingGuild(roles={31: a_role_before()})).take("GUILD_ROLE_UPDATE", role=ROLE) == []
    (event,) = Recording().take("GUILD_ROLE_UPDATE", role=ROLE)

    assert data_of(event)["rights_changed"] is True


def test_a_role_comes_and_goes_once() -> None:
    recording = Recording(RememberingGuild(roles={31: a_role_before()}))

    (made,) = recording.take("GUILD_ROLE_CREATE", role=ROLE)
    (gone,) = recording.take("GUILD_ROLE_DELETE", role_id="31")

    assert (made.id, gone.id, data_of(gone)["role"]["name"]) == ("role_create:31", "role_delete:31", "Mods")


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({"name": "news"}, ["name"]),
        ({"topic": "About"}, ["topic"]),
        ({"parent_id": "3", "rate_limit_per_user": 5}, ["parent_id", "slowmode"]),
        ({"permission_overwrites": [{"id": "31", "type": 0, "allow": "0", "deny": "1024"}]}, ["permissions"]),
    ],
)
def test_a_changed_channel_says_what_differs(change: dict[str, Any], changed: list[str]) -> None:
    recording = Recording(RememberingGuild(channels={CHANNEL: a_channel_before()}))

    (event,) = recording.take("CHANNEL_UPDATE", **{**PLACE, **change})

    assert (data_of(event)["changed"], data_of(event)["before"]["name"], event.channel_id) == (
        changed,
        "general",
        CHANNEL,
    )


def test_a_pinned_message_changes_no_channel() -> None:
    recording = Recording(RememberingGuild(channels={CHANNEL: a_channel_before()}))

    assert recording.take("CHANNEL_UPDATE", **PLACE, last_pin_timestamp="2026-11-23T12:00:00+00:00") == []


def test_channels_and_invites_come_and_go_and_webhooks_change() -> None:
    recording = Recording()
    invite = {"code": "abc", "channel_id": str(CHANNEL), "inviter": a_user(), "max_age": 60, "max_uses": 1}

    events = [
        *recording.take("CHANNEL_CREATE", **PLACE),
        *recording.take("CHANNEL_DELETE", **PLACE),
        *recording.take("INVITE_CREATE", **invite),
        *recording.take("INVITE_DELETE", code="abc", channel_id=str(CHANNEL)),
        *recording.take("WEBHOOKS_UPDATE", channel_id=str(CHANNEL)),
    ]

    assert [event.id.rsplit(":", 2)[0] for event in events[4:]] == [f"webhooks_update:{GUILD}:{CHANNEL}"]
    assert [event.id for event in events[:4]] == [
        f"channel_create:{CHANNEL}", f"channel_delete:{CHANNEL}", "invite_create:abc", "invite_delete:abc",
    ]  # fmt: skip
    assert (events[2].user_id, data_of(events[2])["max_age"]) == (ADA, 60)


def test_a_thread_is_new_only_where_discord_says_so() -> None:
    recording = Recording()

    assert recording.take("THREAD_CREATE", **THREAD) == []
    (opened,) = recording.take("THREAD_CREATE", **THREAD, newly_created=True)

    assert (opened.id, opened.user_id) == ("thread_create:41", ADA)


def test_a_thread_is_archived_and_deleted_under_its_name() -> None:
    before = ThreadView(id=Snowflake(41), type=11, name="t", parent_id=CHANNEL, owner_id=ADA)
    recording = Recording(RememberingGuild(threads={41: before}))

    (archived,) = recording.take("THREAD_UPDATE", **THREAD, thread_metadata={"archived": True, "locked": False})
    (gone,) = recording.take("THREAD_DELETE", id="41", type=11, parent_id=str(CHANNEL))

    assert data_of(archived)["changed"] == ["archived"]
    assert data_of(gone)["thread"]["name"] == "t"


def test_emojis_are_told_by_what_changed_among_them() -> None:
    before = [EmojiView(id=Snowflake(number), name=name) for number, name in ((1, "one"), (2, "two"))]
    recording = Recording(RememberingGuild(emojis_before=before))

    (event,) = recording.take("GUILD_EMOJIS_UPDATE", emojis=[{"id": "2", "name": "zwei"}, {"id": "3", "name": "three"}])

    assert data_of(event) == {
        "count": 2,
        "added": [{"id": "3", "name": "three"}],
        "removed": [{"id": "1", "name": "one"}],
        "renamed": [{"id": "2", "before": "two", "after": "zwei"}],
    }
