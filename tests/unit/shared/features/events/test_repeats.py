"""Of events that several batches bring, one batch's are stored, whatever comes first and whatever is sent again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.features.events.model import Batch
from shared.features.events.repeats import ATTEMPTS
from shared.features.events.rules.segments import ids_in
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import BatchChangedError, ConflictError, StoreUnavailableError
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.commits import CommitStore
from tests.factories.events import GUILD, NOON_MS, a_batch, a_guild_update, a_message
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.events import FakeRepeats

MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)


def marked(*events: Event, milliseconds: int = NOON_MS, entropy: int = 1 << 70) -> Batch:
    return replace(a_batch(*events, batch_id=make_ulid(milliseconds, entropy)), may_repeat=True)


def stored_ids(store: CommitStore) -> list[str]:
    return [event_id for segment in store.segments.stored.values() for event_id in ids_in(segment)]


def test_what_another_batch_brought_is_left_out() -> None:
    store = CommitStore()
    one, two, three = a_message("1"), a_message("2"), a_message("3")
    store.commits.commit(a_batch(one, two))

    committed = store.commits.commit(marked(two, three, entropy=2 << 70))

    assert (committed.events, committed.repeated, committed.received) == ([three], 1, 2)
    assert sorted(stored_ids(store)) == sorted([one.id, two.id, three.id])


def test_a_batch_of_nothing_new_is_acknowledged_and_stores_nothing() -> None:
    store = CommitStore()
    message = a_message()
    store.commits.commit(a_batch(message))

    committed = store.commits.commit(marked(message, entropy=2 << 70))

    assert (committed.events, committed.is_new, committed.repeated) == ([], False, 1)
    assert len(store.segments.stored) == 1


def test_a_marked_batch_that_comes_again_changes_nothing_and_shows_the_same_events() -> None:
    store = CommitStore()
    one, two = a_message("1"), a_message("2")
    store.commits.commit(a_batch(one))
    batch = marked(one, two, entropy=2 << 70)

    first, second = store.commits.commit(batch), store.commits.commit(batch)

    assert (first.events, second.events) == ([two], [two])
    assert (first.is_new, second.is_new) == (True, False)
    assert len(store.segments.stored) == 2


def test_a_batch_that_was_stored_unmarked_is_recognised_when_it_comes_marked() -> None:
    store = CommitStore()
    batch = a_batch(a_message(), a_message())
    store.commits.commit(batch)

    again = store.commits.commit(replace(batch, may_repeat=True))

    assert (again.is_new, len(again.events), len(store.segments.stored)) == (False, 2, 1)


def test_other_events_under_a_stored_id_are_refused() -> None:
    store = CommitStore()
    store.commits.commit(marked(a_message()))

    with pytest.raises(BatchChangedError):
        store.commits.commit(marked(a_message()))


def test_what_follows_from_a_repeated_event_is_carried_out_all_the_same() -> None:
    store = CommitStore()
    update = a_guild_update()
    store.commits.commit(a_batch(update))
    store.guilds.applied.clear()

    store.commits.commit(marked(update, entropy=2 << 70))

    assert len(store.guilds.applied) == 1  # the function that stored it may have died before this


def test_copies_on_both_sides_of_an_hour_with_more_buckets_are_found() -> None:
    clock = FakeClock(MIDNIGHT + timedelta(seconds=3))
    store = CommitStore(plan=BucketPlan.parse("1,8@2026-12-01T00"), clock=clock)
    guilds = [Snowflake(number << 22) for number in range(1, 20)]
    before = int(MIDNIGHT.timestamp() * 1000) - 2_000
    events = [a_message(guild_id=guild_id, timestamp=before) for guild_id in guilds]
    store.commits.commit(marked(*events[:12], milliseconds=before))

    committed = store.commits.commit(marked(*events, milliseconds=before + 4_000))

    assert sorted(stored_ids(store)) == sorted(event.id for event in events)
    assert committed.repeated == 12


@pytest.mark.parametrize("skew", [timedelta(minutes=-4), timedelta(minutes=4)], ids=["late", "early"])
def test_a_worker_whose_clock_is_wrong_by_minutes_is_found_out(skew: timedelta) -> None:
    store = CommitStore()
    message = a_message(timestamp=NOON_MS)
    store.commits.commit(a_batch(message, batch_id=make_ulid(NOON_MS + int(skew.total_seconds() * 1000), 1 << 70)))

    committed = store.commits.commit(marked(message, entropy=2 << 70))

    assert committed.repeated == 1


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(1, 8)), min_size=1, max_size=8), st.randoms())
@settings(max_examples=60)
def test_overlapping_batches_in_any_order_store_every_event_once(spans: list[tuple[int, int]], order: object) -> None:
    events = [a_message(str(number), guild_id=GUILD + (number % 3 << 22)) for number in range(16)]
    batches = [
        marked(*events[first : first + count], entropy=number + 1 << 40) for number, (first, count) in enumerate(spans)
    ]
    sent = [*batches, *batches]
    order.shuffle(sent)  # type: ignore[attr-defined] # Hypothesis' randoms are random.Random
    store = CommitStore()

    for batch in sent:
        store.commits.commit(batch)

    wanted = {event.id for first, count in spans for event in events[first : first + count]}
    assert sorted(stored_ids(store)) == sorted(wanted)


class Raced(FakeRepeats):
    """Somebody else's commit comes between our look and our put, so many times."""

    def __init__(self, store: CommitStore, others: list[Batch]) -> None:
        super().__init__(store.segments)
        self.others = others
        self._rival = store.commits

    def versions(self, numbers: object) -> dict[int, int]:
        found = super().versions(numbers)  # type: ignore[arg-type] # the port's
        if self.others:
            self.raised |= dict.fromkeys(found, 7 + len(self.others))
            self._rival.commit(self.others.pop())
        return found


def test_who_comes_second_sees_what_the_first_has_stored() -> None:
    store = CommitStore()
    one, two = a_message("1"), a_message("2")
    late = store.commit_over(store.segments, Raced(store, [marked(one, entropy=2 << 70)]))

    committed = late.commit(marked(one, two))

    assert (committed.events, len(stored_ids(store))) == ([two], 2)


def test_who_always_comes_second_is_refused_and_keeps_the_batch() -> None:
    class Busy(FakeRepeats):
        def put(self, *_: object) -> None:
            raise ConflictError

    store = CommitStore()
    attempts: list[int] = []
    commits = store.commit_over(store.segments, Busy(store.segments))
    commits._repeats._pause = attempts.append

    with pytest.raises(StoreUnavailableError):
        commits.commit(marked(a_message()))

    assert attempts == list(range(1, ATTEMPTS))
    assert store.clock() == NOON
