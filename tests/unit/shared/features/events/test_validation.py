"""One malformed event does not spoil its batch."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.events.rules import shapes
from shared.features.events.rules.validation import sort_out
from shared.kernel import json
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.events import (
    Event,
    EventType,
    MemberGoneData,
    MemberUpdateData,
    OwnerChangeData,
    RoleData,
    RoleDeleteData,
)
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import (
    BOT,
    GUILD,
    a_guild_delete,
    a_guild_sync,
    a_guild_update,
    a_message,
    an_event_of_a_guild,
    raw,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)


ROLE = RoleView(id=Snowflake(3), name="r", color=0, position=1, managed=False, administrator=False)
WITHIN_A_GUILD: list[tuple[EventType, msgspec.Struct]] = [
    (EventType.OWNER_CHANGE, OwnerChangeData(previous_owner_id=Snowflake(1), owner_id=Snowflake(2))),
    (EventType.MEMBER_UPDATE, MemberUpdateData(user_id=Snowflake(5), member=MemberView(member=True))),
    (EventType.MEMBER_REMOVE, MemberGoneData(user_id=Snowflake(5))),
    (EventType.MEMBER_BAN, MemberGoneData(user_id=Snowflake(5))),
    (EventType.ROLE_CREATE, RoleData(role=ROLE, rights_changed=False)),
    (EventType.ROLE_UPDATE, RoleData(role=ROLE, rights_changed=True)),
    (EventType.ROLE_DELETE, RoleDeleteData(role_id=Snowflake(3))),
]


def changed(event: Event, **changes: Any) -> msgspec.Raw:
    return raw(msgspec.json.decode(json.encode(event)) | changes)


def array_of(*raws: msgspec.Raw) -> bytes:
    return b"[" + b",".join(map(bytes, raws)) + b"]"


def sorted_out(*raws: msgspec.Raw) -> tuple[list[Event], list[str]]:
    _, sound, malformed = sort_out(array_of(*raws), BOT)
    return sound, [letter.reason for letter in malformed]


def test_every_known_type_is_looked_at() -> None:
    guilds = {EventType.GUILD_SYNC, EventType.GUILD_CREATE, EventType.GUILD_UPDATE, EventType.GUILD_DELETE}

    assert {*shapes.WITHIN_A_GUILD, *guilds, EventType.GAP} == set(EventType)


def test_events_of_known_types_are_sound() -> None:
    within = [an_event_of_a_guild(kind, data) for kind, data in WITHIN_A_GUILD]
    events = [a_message(), a_guild_update(), a_guild_delete(), a_guild_sync(), *within]

    _, sound, malformed = sort_out(json.encode(events), BOT)

    assert [event.id for event in sound] == [event.id for event in events]
    assert malformed == []


def test_a_malformed_event_is_described_and_the_others_are_kept() -> None:
    good = a_message()

    _, sound, malformed = sort_out(json.encode([{"id": "x:1", "type": "message_create"}, good]), BOT)

    assert [event.id for event in sound] == [good.id]
    assert (malformed[0].index, malformed[0].event_id, malformed[0].type) == (0, "x:1", "message_create")


@pytest.mark.parametrize(("kind", "data"), WITHIN_A_GUILD)
def test_what_happens_within_a_guild_has_its_data_and_its_guild(kind: EventType, data: msgspec.Struct) -> None:
    event = an_event_of_a_guild(kind, data)

    _, no_guild = sorted_out(changed(event, guild_id="0"))
    _, no_data = sorted_out(changed(event, data=[]))

    assert no_guild == ["of no guild"]
    assert len(no_data) == 1


def test_an_unknown_type_is_kept() -> None:
    sound, reasons = sorted_out(changed(a_message(), type="of_tomorrow", data={"any": "thing"}))

    assert ([event.type for event in sound], reasons) == (["of_tomorrow"], [])


def test_an_unknown_version_is_kept() -> None:
    sound, reasons = sorted_out(changed(a_message(), v=2, data=["new", "shape"]))

    assert ([event.v for event in sound], reasons) == ([2], [])


def test_an_event_that_comes_twice_in_a_batch_is_taken_once() -> None:
    event = raw(a_message())

    sound, reasons = sorted_out(event, event)

    assert (len(sound), reasons) == (1, [])


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (raw(a_guild_update(bot_id=8)), "bot_id is not the sender's"),
        (raw(a_guild_delete(bot_id=8)), "bot_id is not the sender's"),
        (raw(a_guild_sync(bot_id=8)), "bot_id is not the sender's"),
        (changed(a_guild_update(), guild_id="9"), "data is of another guild"),
        (changed(a_guild_delete(), guild_id="9"), "data is of another guild"),
        (changed(a_guild_sync(), guild_id=str(GUILD)), "a guild_sync is of no guild"),
        (changed(a_message(), guild_id="0"), "of no guild"),
        (changed(a_message(), id=""), "id is too long, or timestamp not positive"),
        (changed(a_message(), id="x" * 201), "id is too long, or timestamp not positive"),
        (changed(a_message(), timestamp=0), "id is too long, or timestamp not positive"),
        (msgspec.Raw(b'{"id":"\xff\xfe"}'), "is not UTF-8"),
    ],
)
def test_what_is_wrong_is_said(event: msgspec.Raw, reason: str) -> None:
    assert sorted_out(event) == ([], [reason])


def test_a_reason_never_quotes_what_somebody_wrote() -> None:
    event = a_message("the secret plan")
    spoilt = bytes(raw(event)).replace(b'"attachments":0', b'"attachments":"the secret plan"')

    _, _, malformed = sort_out(array_of(msgspec.Raw(spoilt)), BOT)

    assert len(malformed) == 1
    assert "secret" not in repr(malformed)


@given(st.lists(JSON, max_size=5))
def test_no_json_breaks_the_batch(values: list[Any]) -> None:
    good = a_message()

    _, sound, malformed = sort_out(array_of(*map(raw, values), raw(good)), Snowflake(BOT))

    assert good.id in {event.id for event in sound}
    assert len(sound) + len(malformed) <= len(values) + 1
