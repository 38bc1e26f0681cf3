"""What is read later is the same event as what is heard live."""

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot_worker.backfill.discord_pages import TARGET_USER
from bot_worker.backfill.happenings import changed_members, events_of, of_entry, of_message
from bot_worker.backfill.model import AUDIT_LOG, Read
from bot_worker.capture.payloads import created_ms
from bot_worker.capture.scene import ChannelFacts, RoleFacts
from shared.kernel.commands import RoleView
from shared.kernel.events import ChannelView, Event
from shared.kernel.snowflakes import Snowflake
from tests.unit.bot_worker.capture.scenes import (
    ADA,
    BEN,
    CHANNEL,
    Recording,
    RememberingGuild,
    a_message,
    a_scene,
    a_user,
    an_entry,
    data_of,
)

ROLE = Snowflake(900_000_000_000_000_007)
AT = created_ms(int(an_entry(0)["id"]))


def _read(guild: RememberingGuild | None = None, /, **entry: Any) -> list[Event]:
    return list(of_entry({**an_entry(entry.pop("action")), **entry}, a_scene(guild, now=AT)))


def _change(key: str, old: Any = None, new: Any = None) -> dict[str, Any]:
    return {"key": key, "old_value": old, "new_value": new}


@pytest.mark.parametrize("changes", [{}, {"type": 19, "message_reference": {"message_id": "12"}}, {"content": ""}])
def test_a_message_is_the_same_event_read_later_and_heard_live(changes: dict[str, Any]) -> None:
    payload = a_message(**changes)

    (live,) = Recording().take("MESSAGE_CREATE", **payload)
    (later,) = of_message({key: value for key, value in payload.items() if key != "guild_id"}, a_scene(now=AT + 5))

    assert later == live


def test_what_a_program_wrote_is_no_event_later_either() -> None:
    assert of_message(a_message(author=a_user(bot=True)), a_scene()) == []


@pytest.mark.parametrize(
    ("action", "dispatch"), [(20, "GUILD_MEMBER_REMOVE"), (22, "GUILD_BAN_ADD"), (23, "GUILD_BAN_REMOVE")]
)
def test_a_departure_is_the_same_event_read_later_and_heard_live(action: int, dispatch: str) -> None:
    entry = an_entry(action, reason="spam")
    live = Recording()
    live.now = AT
    live.take("GUILD_AUDIT_LOG_ENTRY_CREATE", **entry)
    live.take(dispatch, user=a_user())

    later = of_entry({**entry, TARGET_USER: a_user()}, a_scene(now=AT))

    assert list(later) == live.events
    assert len(later) == 2


def test_of_whom_discord_tells_nothing_the_id_is_known() -> None:
    _, kick = _read(action=20)

    assert data_of(kick)["user_id"] == str(ADA)
    assert data_of(kick)["kicked_by"] == str(BEN)


def test_channels_come_and_go_under_the_ids_that_they_have_live() -> None:
    named = [_change("name", old="old", new="lounge"), _change("type", old=0, new=2)]
    live = Recording()
    (created,) = live.take("CHANNEL_CREATE", id=str(CHANNEL), type=2, name="lounge")
    (deleted,) = live.take("CHANNEL_DELETE", id=str(CHANNEL), type=0, name="old")

    _, later_created = _read(action=10, target_id=str(CHANNEL), changes=named)
    _, later_deleted = _read(action=12, target_id=str(CHANNEL), changes=named)

    assert (later_created.id, later_created.data) == (created.id, created.data)
    assert (later_deleted.id, later_deleted.data) == (deleted.id, deleted.data)


def test_roles_come_and_go_under_the_ids_that_they_have_live() -> None:
    _, created = _read(action=30, target_id=str(ROLE), changes=[_change("name", new="mods")])
    _, deleted = _read(action=32, target_id=str(ROLE))

    assert (created.id, data_of(created)["role"]["name"]) == (f"role_create:{ROLE}", "mods")
    assert deleted.id == f"role_delete:{ROLE}"


def _a_guild_with_a_role() -> RememberingGuild:
    view = RoleView(id=ROLE, name="mods", color=0, position=3, managed=False, administrator=True)
    return RememberingGuild(roles={ROLE: RoleFacts(view=view, permissions=8)})


def test_a_changed_role_tells_how_it_was() -> None:
    changes = [_change("name", old="helpers", new="mods"), _change("permissions", old="0", new="8")]

    _, updated = _read(_a_guild_with_a_role(), action=31, target_id=str(ROLE), changes=changes)

    data = data_of(updated)
    assert (data["before"]["name"], data["role"]["name"]) == ("helpers", "mods")
    assert (data["before"]["administrator"], data["role"]["administrator"]) == (False, True)
    assert (data["permissions_before"], data["permissions"], data["rights_changed"]) == ("0", "8", True)


def test_a_role_that_lost_all_its_permissions_says_so() -> None:
    changes = [_change("permissions", old="8", new="0")]

    _, updated = _read(_a_guild_with_a_role(), action=31, target_id=str(ROLE), changes=changes)

    assert (data_of(updated)["permissions"], data_of(updated)["role"]["administrator"]) == ("0", False)


def test_a_changed_channel_tells_what_changed() -> None:
    view = ChannelView(id=CHANNEL, name="lounge", type=0)
    guild = RememberingGuild(channels={CHANNEL: ChannelFacts(view=view, topic=None, overwrites=frozenset())})
    changes = [_change("name", old="general", new="lounge"), _change("topic", new="x"), _change("flags", 0, 1)]

    _, updated = _read(guild, action=11, target_id=str(CHANNEL), changes=changes)
    _, opened = _read(guild, action=13, target_id=str(CHANNEL), changes=[_change("id", new="1")])

    assert (data_of(updated)["before"]["name"], data_of(updated)["changed"]) == ("general", ["name", "topic"])
    assert data_of(opened)["changed"] == ["permissions"]


def test_of_what_has_gone_since_the_entry_alone_tells() -> None:
    assert [event.type for event in _read(action=31, target_id=str(ROLE))] == ["audit_log_entry"]
    assert [event.type for event in _read(action=11, target_id=str(CHANNEL))] == ["audit_log_entry"]


def test_an_entry_whose_changes_make_no_sense_is_kept_and_one_that_is_none_is_not() -> None:
    guild = cast("discord.Guild", SimpleNamespace(id=7))
    audit_log = Read(source=AUDIT_LOG, after=0, until=1)

    kept = _read(action=10, target_id=str(CHANNEL), changes=[_change("type", new="no number")])

    assert [event.type for event in kept] == ["audit_log_entry"]
    assert events_of(9, guild, audit_log, {"id": "x"}) == []
    assert events_of(9, guild, audit_log, {"id": "11"}) == []


def test_of_each_member_whom_moderators_changed_the_last_entry_counts() -> None:
    first, last = an_entry(24), {**an_entry(25), "id": "1175928847299117100"}
    page = [first, an_entry(20), last, {"action_type": 24, "target_id": None}, {}]

    assert changed_members(page) == {int(ADA): last}
