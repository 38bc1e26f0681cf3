"""Pages hold what is asked for, in either direction, with bounded work, and each event once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.events import service
from shared.features.events.model import EventFilter, EventPage
from shared.features.events.service import EventHistory
from shared.features.messages.settings import MessageSettings
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.commits import CommitStore
from tests.factories.events import GUILD, NOON_MS, a_batch, a_message
from tests.fakes.clock import NOON

BEGIN = make_ulid(NOON_MS - 30 * 86_400_000, 0)
OTHER = Snowflake(9)
MINUTES = st.integers(0, 60 * 60)


class Store(CommitStore):
    def __init__(self) -> None:
        super().__init__()
        self.history = EventHistory(
            segments=self.segments, vault=self.vault, policies=self.policies, plan=self.plan, clock=self.clock
        )

    def put(self, *events: Event, minutes_ago: int = 0, entropy: int = 1 << 60) -> str:
        batch_id = make_ulid(NOON_MS - minutes_ago * 60_000, entropy)
        self.commits.commit(a_batch(*events, batch_id=batch_id))
        return batch_id

    def down(self, wanted: EventFilter, limit: int = 2) -> list[str]:
        found, before = list[str](), None
        while True:
            page = self.history.page(GUILD, before=before, limit=limit, wanted=wanted)
            found += ids(page)
            if page.next_cursor is None:
                return found
            assert before is None or page.next_cursor < before
            before = page.next_cursor

    def up(self, wanted: EventFilter, after: str = BEGIN, limit: int = 2) -> list[str]:
        found = list[str]()
        while True:
            page = self.history.page_after(GUILD, after=after, limit=limit, wanted=wanted)
            found += ids(page)
            if page.next_cursor is None:
                return found
            assert page.next_cursor > after
            after = page.next_cursor


def ids(page: EventPage) -> list[str]:
    return [event.id for event in page.items]


def by(event: Event, **changes: object) -> Event:
    return replace(event, **changes)


@given(st.lists(st.tuples(MINUTES, st.sampled_from(["a", "b", "c"])), max_size=12, unique_by=lambda each: each[0]))
@settings(max_examples=40, deadline=None)
def test_a_filter_takes_out_what_it_says_and_nothing_else(happened: list[tuple[int, str]]) -> None:
    store = Store()
    events = [(ago, by(a_message(timestamp=NOON_MS - ago * 60_000), type=kind)) for ago, kind in happened]
    for number, (ago, event) in enumerate(events):
        store.put(event, minutes_ago=ago, entropy=number << 20)
    wanted = EventFilter(types=frozenset({"a", "c"}))

    in_order = [event.id for _, event in sorted(events, key=lambda each: each[0]) if event.type in wanted.types]

    assert store.down(wanted) == in_order
    assert store.up(wanted) == in_order[::-1]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EventFilter(user_id=Snowflake(70)), "one"),
        (EventFilter(channel_id=Snowflake(80)), "two"),
        (EventFilter(since=NOON_MS - 60_000), "three"),
        (EventFilter(until=NOON_MS - 600_000), "four"),
        (EventFilter(types=frozenset({"of_tomorrow"})), "five"),
    ],
)
def test_events_are_found_by_person_channel_time_and_type(wanted: EventFilter, found: str) -> None:
    store = Store()
    plain = a_message(timestamp=NOON_MS - 300_000)
    events = [
        by(plain, id="one", user_id=Snowflake(70)),
        by(plain, id="two", channel_id=Snowflake(80)),
        by(plain, id="three", timestamp=NOON_MS - 30_000),
        by(plain, id="four", timestamp=NOON_MS - 900_000),
        by(plain, id="five", type="of_tomorrow", v=7),
    ]
    store.put(*events, a_message(guild_id=OTHER), minutes_ago=1)

    assert store.down(wanted) == [found]
    assert store.up(wanted) == [found]


def test_what_was_read_up_hours_later_is_found_by_when_it_happened() -> None:
    store = Store()
    late = a_message(timestamp=NOON_MS - 10 * 3_600_000)
    store.put(late, minutes_ago=5)

    wanted = EventFilter(since=late.timestamp - 1, until=late.timestamp + 1)

    assert (store.down(wanted), store.up(wanted)) == ([late.id], [late.id])


def test_a_page_reads_no_more_than_agreed_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SEGMENTS_PER_PAGE", 3)
    store = Store()
    rare = by(a_message(), type="rare")
    store.put(rare, minutes_ago=40)
    for ago in range(1, 30):
        store.put(a_message(), minutes_ago=ago)
    wanted = EventFilter(types=frozenset({"rare"}))

    first = store.history.page(GUILD, before=None, limit=5, wanted=wanted)

    assert (first.items, first.next_cursor is not None) == ([], True)
    assert store.down(wanted) == [rare.id]
    assert store.up(wanted) == [rare.id]


def test_another_guild_s_traffic_does_not_stop_the_reading_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SEGMENTS_PER_PAGE", 2)
    store = Store()
    same_bucket = next(
        Snowflake(number << 22)
        for number in range(1, 99)
        if store.plan.bucket_of(number << 22, NOON) == store.plan.bucket_of(GUILD, NOON)
    )
    mine = a_message()
    store.put(mine, minutes_ago=50)
    for ago in range(1, 20):
        store.put(a_message(guild_id=same_bucket), minutes_ago=ago)

    assert store.down(EventFilter()) == [mine.id]
    assert store.up(EventFilter()) == [mine.id]


def test_what_two_workers_brought_is_shown_once() -> None:
    store = Store()
    event = a_message()
    store.put(event, a_message(), minutes_ago=2)
    store.put(event, minutes_ago=1)

    assert len(store.down(EventFilter(), limit=10)) == 2
    assert len(store.up(EventFilter(), limit=10)) == 2
    assert len(store.history.replay(GUILD, BEGIN).events) == 2


def test_content_is_shown_for_as_long_as_the_guild_wants_it_kept() -> None:
    store = Store()
    store.policies.chosen[Snowflake(GUILD)] = MessageSettings(store_content=True, content_days=2)
    store.put(a_message("old"), minutes_ago=3 * 24 * 60)
    store.put(a_message("new"), minutes_ago=24 * 60)

    page = store.history.page(GUILD, before=None, limit=10)
    older = store.history.page(GUILD, before=page.next_cursor, limit=10)

    shown = [bytes(event.data) for event in (*page.items, *older.items)]
    assert [b'"new"' in data for data in shown] == [True, False]
    assert b"old" not in b"".join(shown)


def test_events_are_shown_for_as_long_as_the_guild_wants_them_kept() -> None:
    store = Store()
    store.policies.chosen[Snowflake(GUILD)] = MessageSettings(retention_days=2)
    store.put(a_message(), minutes_ago=3 * 24 * 60)

    assert store.down(EventFilter()) == []
    assert store.up(EventFilter()) == []


def test_what_is_no_cursor_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        Store().history.page_after(GUILD, after="Z" * 26, limit=5)


def test_after_everything_there_is_nothing() -> None:
    store = Store()
    newest = store.put(a_message())

    page = store.history.page_after(GUILD, after=newest, limit=5)

    assert (page.items, page.next_cursor, page.live_cursor) == ([], None, None)


def test_a_page_after_a_cursor_within_a_batch_goes_on_within_it() -> None:
    store = Store()
    events = [a_message() for _ in range(5)]
    store.put(*events, minutes_ago=1)

    newest_first = store.history.page(GUILD, before=None, limit=100).items
    rest = store.history.page_after(GUILD, after=newest_first[3].cursor, limit=100)

    assert ids(rest) == [event.id for event in events[2:]]
