"""Counting events by guild and hour."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.activity.model import ModerationKind
from shared.features.activity.rules.tally import HOUR_MS, Counts, Tally, count, pack, unpack
from shared.kernel.events import Event, EventType
from shared.kernel.packing import Codec, compress
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import GUILD, NOON_MS, a_guild_update, a_message, raw

HOUR = NOON_MS // HOUR_MS


def test_a_message_counts_in_the_hour_in_which_it_was_written() -> None:
    tally: Tally = {}

    count(tally, [a_message(timestamp=NOON_MS), a_message(timestamp=NOON_MS - 1)])

    assert {hour: counts.messages for (_, hour), counts in tally.items()} == {HOUR: 1, HOUR - 1: 1}


def test_an_author_is_one_active_member_however_much_they_write() -> None:
    tally: Tally = {}
    other = replace(a_message(), user_id=Snowflake(77))

    count(tally, [a_message(), a_message(), other])

    assert tally[GUILD, HOUR].messages == 3
    assert len(tally[GUILD, HOUR].members) == 2


def test_joins_and_leaves_count() -> None:
    tally: Tally = {}
    joined = replace(a_message(), type=EventType.MEMBER_JOIN)
    left = replace(a_message(), type=EventType.MEMBER_REMOVE)

    count(tally, [joined, joined, left])

    counts = tally[GUILD, HOUR]
    assert (counts.joins, counts.leaves, counts.messages) == (2, 1, 0)


@pytest.mark.parametrize(
    ("entry", "counted"),
    [
        ({"action": 22}, 1),
        ({"action": 24, "changes": [{"key": "communication_disabled_until"}]}, 1),
        ({"action": 24, "changes": [{"key": "nick"}]}, 0),
        ({"action": 10}, 0),
        ({"action": "of tomorrow"}, 0),
    ],
)
def test_what_moderators_do_counts_by_the_audit_log(entry: dict[str, Any], counted: int) -> None:
    tally: Tally = {}

    count(tally, [replace(a_message(), type=EventType.AUDIT_LOG_ENTRY, data=raw(entry))])

    assert tally[GUILD, HOUR].moderation_actions == counted


TIMEOUT = {"key": "communication_disabled_until", "new": '"2026-11-23T13:00:00+00:00"'}


@pytest.mark.parametrize(
    ("entry", "moderators"),
    [
        ({"action": 22, "user_id": "5"}, {"5": {ModerationKind.BAN: 1}}),
        ({"action": 22, "user_id": "9", "credited_id": "5"}, {"5": {ModerationKind.BAN: 1}}),
        ({"action": 24, "user_id": "5", "changes": [TIMEOUT]}, {"5": {ModerationKind.TIMEOUT: 1}}),
        ({"action": 24, "user_id": "5", "changes": [{"key": TIMEOUT["key"]}]}, {"5": {ModerationKind.TIMEOUT_END: 1}}),
        ({"action": 73, "user_id": "5"}, {"5": {ModerationKind.MESSAGE_DELETE_BULK: 1}}),
        ({"action": 145, "user_id": "5"}, {}),
        ({"action": 22}, {}),
        ({"action": 22, "user_id": "0"}, {}),
    ],
)
def test_each_moderator_has_counts_of_their_own(entry: dict[str, Any], moderators: dict[str, Any]) -> None:
    tally: Tally = {}

    count(tally, [replace(a_message(), type=EventType.AUDIT_LOG_ENTRY, data=raw(entry))])

    assert tally[GUILD, HOUR].moderators == moderators


def test_a_row_from_before_moderators_were_counted_is_read_as_it_is() -> None:
    old = msgspec.msgpack.encode([[int(GUILD), HOUR, [3, 1, 2, 4, [b"abcde"]]]])

    tally = unpack(compress(old, Codec.ZSTD))

    assert tally == {(GUILD, HOUR): Counts(messages=3, joins=1, leaves=2, moderation_actions=4, members={b"abcde"})}


def test_counts_of_several_hours_add_up_by_moderator_and_kind() -> None:
    total = Counts()

    for kinds in ({ModerationKind.BAN: 1}, {ModerationKind.BAN: 2, ModerationKind.KICK: 1}):
        total.add(Counts(moderators={"5": dict(kinds)}))

    assert total.moderators == {"5": {ModerationKind.BAN: 3, ModerationKind.KICK: 1}}


def test_what_nobody_counts_leaves_no_trace() -> None:
    tally: Tally = {}

    count(tally, [a_guild_update(), replace(a_message(), type="of_tomorrow")])

    assert tally == {}


_counts = st.builds(
    Counts,
    messages=st.integers(0, 1 << 40),
    joins=st.integers(0, 9),
    leaves=st.integers(0, 9),
    moderation_actions=st.integers(0, 9),
    members=st.sets(st.binary(min_size=5, max_size=5)),
    moderators=st.dictionaries(
        st.integers(1, 1 << 62).map(str),
        st.dictionaries(st.sampled_from(ModerationKind), st.integers(1, 9), min_size=1),
    ),
)
_tallies = st.dictionaries(st.tuples(st.integers(1, 1 << 62).map(Snowflake), st.integers(0, 1 << 20)), _counts)


@given(tally=_tallies)
def test_a_packed_tally_is_the_same_again(tally: Tally) -> None:
    assert unpack(pack(tally)) == tally


@given(
    events=st.lists(st.integers(0, 5).map(lambda step: a_message(timestamp=NOON_MS + step * HOUR_MS // 2))),
    cut=st.integers(0, 20),
)
def test_counting_in_parts_is_counting_at_once(events: list[Event], cut: int) -> None:
    in_parts: Tally = {}
    at_once: Tally = {}

    count(in_parts, events[:cut])
    in_parts = unpack(pack(in_parts))
    count(in_parts, events[cut:])
    count(at_once, events)

    assert in_parts == at_once
