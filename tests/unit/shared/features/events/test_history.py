"""A guild's history is read newest first, or replayed from a cursor, without a gap."""

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.events.rules.cursors import cursor_at
from shared.features.events.service import MOST_REPLAYED, EventHistory
from shared.features.messages.settings import MessageSettings
from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from shared.kernel.wire import StoredEvent
from tests.factories.buckets import PLAN
from tests.factories.commits import CommitStore
from tests.factories.events import GUILD, a_batch, a_message
from tests.fakes.clock import NOON, FakeClock

OTHER = Snowflake(9)


class Store(CommitStore):
    def __init__(self) -> None:
        self.clock = FakeClock()
        super().__init__(clock=self.clock)
        self.history = EventHistory(
            segments=self.segments, vault=self.vault, policies=self.policies, plan=PLAN, clock=self.clock
        )

    def put(self, moment: datetime, *contents: str, guild_id: int = GUILD) -> str:
        """Commit a batch of messages that was closed then; return its id."""
        batch_id = make_ulid(int(moment.timestamp() * 1000), 1 << 60)
        events = [a_message(content, guild_id=guild_id) for content in contents]
        self.commits.commit(a_batch(*events, batch_id=batch_id))
        return batch_id

    def everything(self, limit: int) -> list[StoredEvent]:
        """Read all pages."""
        found: list[StoredEvent] = []
        before: str | None = None
        while True:
            page = self.history.page(GUILD, before=before, limit=limit)
            assert len(page.items) <= limit
            found += page.items
            if page.next_cursor is None:
                return found
            assert before is None or page.next_cursor < before
            before = page.next_cursor


def ago(**units: float) -> datetime:
    return NOON - timedelta(**units)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 29 * 24 * 60 - 1), st.integers(1, 4)), unique_by=lambda batch: batch[0]),
    st.integers(1, 7),
)
def test_pages_hold_everything_once_and_the_newest_first(batches: list[tuple[int, int]], limit: int) -> None:
    store = Store()
    for minutes, count in batches:
        store.put(ago(minutes=minutes), *("x" * count))
        store.put(ago(minutes=minutes, seconds=1), "elsewhere", guild_id=OTHER)

    found = store.everything(limit)

    cursors = [event.cursor for event in found]
    assert cursors == sorted(set(cursors), reverse=True)
    assert len(found) == sum(count for _, count in batches)


def test_the_first_page_says_where_to_follow_from() -> None:
    store = Store()
    store.put(ago(minutes=2), "a")
    newest = store.put(ago(minutes=1), "b", "c")

    page = store.history.page(GUILD, before=None, limit=1)

    assert (page.live_cursor, len(page.items)) == (newest, 1)
    assert store.history.page(GUILD, before=page.next_cursor, limit=1).live_cursor is None


def test_a_page_may_end_within_a_batch() -> None:
    store = Store()
    store.put(ago(minutes=1), "a", "b", "c")

    first = store.history.page(GUILD, before=None, limit=2)
    second = store.history.page(GUILD, before=first.next_cursor, limit=2)

    assert [content_of(event) for event in [*first.items, *second.items]] == [None] * 3
    assert first.items[-1].cursor > second.items[0].cursor
    assert second.next_cursor is not None


def test_a_quiet_guild_follows_from_a_place_that_can_be_replayed() -> None:
    store = Store()
    store.put(ago(days=3), "long ago")

    live_cursor = store.history.page(GUILD, before=None, limit=5).live_cursor

    assert live_cursor is not None
    assert store.history.replay(GUILD, live_cursor).begins_at == live_cursor


def test_events_older_than_the_guild_keeps_them_are_not_shown() -> None:
    store = Store()
    store.policies.chosen[GUILD] = MessageSettings(retention_days=30)
    store.put(ago(days=6), "old")
    store.put(ago(days=4), "young")
    store.policies.chosen[GUILD] = MessageSettings(retention_days=5)

    assert len(store.everything(10)) == 1


def test_content_is_shown_where_it_was_kept_and_its_key_is_there() -> None:
    store = Store()
    store.policies.chosen[GUILD] = MessageSettings(store_content=True)
    store.put(ago(minutes=1), "hello")

    before = store.everything(5)
    store.vault.kept.clear()
    after = store.everything(5)

    assert [content_of(event) for event in (*before, *after)] == ["hello", None]


def test_a_replay_brings_what_came_after_a_cursor_in_order() -> None:
    store = Store()
    store.put(ago(hours=3), "before")
    cursor = store.put(ago(hours=2), "seen", "seen")
    last = [store.put(ago(minutes=minutes), "new") for minutes in (61, 60, 1)][-1]

    replay = store.history.replay(GUILD, cursor)

    assert [event.cursor for event in replay.events] == sorted(event.cursor for event in replay.events)
    assert (len(replay.events), replay.events[-1].cursor, replay.begins_at) == (3, last, cursor)


def test_a_replay_goes_on_within_a_batch() -> None:
    store = Store()
    store.put(ago(minutes=1), "a", "b", "c")
    newest_first = store.everything(5)

    replay = store.history.replay(GUILD, newest_first[-1].cursor)

    assert replay.events == newest_first[1::-1]


def test_a_replay_after_the_newest_event_is_empty() -> None:
    store = Store()
    cursor = store.put(ago(minutes=1), "a")

    assert store.history.replay(GUILD, cursor).events == []


def test_a_batch_that_a_worker_s_fast_clock_dates_ahead_is_there() -> None:
    store = Store()
    ahead = store.put(ago(minutes=-4), "from the future")

    assert [event.cursor for event in store.everything(5)] == [ahead]
    assert len(store.history.replay(GUILD, cursor_at(ago(minutes=1))).events) == 1


def test_what_is_too_long_ago_is_a_known_gap() -> None:
    store = Store()
    store.put(ago(hours=30), "missed")
    store.put(ago(hours=1), "new")

    replay = store.history.replay(GUILD, cursor_at(ago(hours=31)))

    assert len(replay.events) == 1
    assert replay.begins_at == cursor_at(ago(hours=24))


def test_what_is_too_much_is_a_known_gap() -> None:
    store = Store()
    for minutes in range(21, 0, -1):
        store.put(ago(minutes=minutes), *["x"] * 100)

    replay = store.history.replay(GUILD, cursor_at(ago(hours=1)))

    assert len(replay.events) == MOST_REPLAYED
    assert cursor_at(ago(hours=1)) < replay.begins_at < replay.events[0].cursor
    assert replay.events[-1].cursor == store.history.page(GUILD, before=None, limit=1).live_cursor


@pytest.mark.parametrize("cursor", ["", "nonsense", "8" + "0" * 25])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInputError):
        Store().history.replay(GUILD, cursor)


def content_of(event: StoredEvent) -> str | None:
    content: str | None = msgspec.json.decode(event.data)["content"]
    return content


def test_a_segment_that_cannot_be_read_hides_no_other() -> None:
    store = Store()
    store.put(NOON - timedelta(minutes=2), "whole")
    (whole,) = store.segments.stored.values()
    later = make_ulid(int(NOON.timestamp() * 1000) - 60_000, 1 << 60)
    store.segments.put_all([replace(whole, batch_id=later, packed=b"rubbish")])

    page = store.history.page(GUILD, before=None, limit=10)

    assert len(page.items) == 1
