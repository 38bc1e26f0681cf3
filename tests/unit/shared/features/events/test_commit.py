"""A batch takes effect once: duplicates, half-done ones and malformed events included."""

from base64 import b64encode
from collections.abc import Sequence

import msgspec
import pytest
from msgspec.structs import replace

from shared.features.access import effects as access_rules
from shared.features.events.model import Segment
from shared.features.events.rules.validation import MOST_EVENTS
from shared.features.gaps import rules as gap_rules
from shared.features.gaps.service import GapLedger
from shared.features.guilds import rules as guild_rules
from shared.features.messages.settings import MessageSettings
from shared.kernel import json
from shared.kernel.commands import MemberView
from shared.kernel.effects import ForgetAccess
from shared.kernel.errors import (
    BatchChangedError,
    InvalidInputError,
    PayloadTooLargeError,
    StoreUnavailableError,
)
from shared.kernel.events import EventType, GapData, GapReason, MemberGoneData
from shared.kernel.packing import Codec, compress, decompress
from shared.kernel.snowflakes import Snowflake
from tests.factories.buckets import PLAN
from tests.factories.commits import CommitStore
from tests.factories.events import (
    a_batch,
    a_batch_id,
    a_guild_payload,
    a_guild_sync,
    a_guild_update,
    a_message,
    an_event_of_a_guild,
)
from tests.fakes.clock import NOON
from tests.fakes.events import FakeGuildEffects

KEEPING = MessageSettings(store_content=True, retention_days=90)
ONE, TWO = Snowflake(1), Snowflake(2)


class Store(CommitStore):
    @property
    def stored_text(self) -> bytes:
        return b"".join(decompress(s.packed, Codec(s.codec)) for s in self.segments.stored.values())


def test_a_batch_is_one_segment_for_each_bucket() -> None:
    store = Store()
    events = [a_message(guild_id=number << 22) for number in range(1, 40)]

    committed = store.commits.commit(a_batch(*events))

    assert {bucket for bucket, _ in store.segments.stored} == {PLAN.bucket_of(event.guild_id, NOON) for event in events}
    assert (committed.received, committed.dead_lettered, committed.is_new) == (39, 0, True)
    assert committed.events == events


def test_content_is_not_stored_unless_the_guild_wants_it() -> None:
    store = Store()

    committed = store.commits.commit(a_batch(a_message("the secret plan")))

    assert b"secret" not in store.stored_text
    assert [segment.contents for segment in store.segments.stored.values()] == [{}]
    assert b"secret" in bytes(committed.events[0].data)


def test_content_that_a_guild_wants_kept_is_sealed_apart() -> None:
    store = Store()
    store.policies.chosen[ONE] = KEEPING

    store.commits.commit(a_batch(a_message("secret", guild_id=ONE), a_message("secret", guild_id=TWO)))

    sealed = {guild_id: text for s in store.segments.stored.values() for guild_id, text in s.contents.items()}
    assert sealed == {ONE: f"sealed at contents:1:{a_batch_id()}"}
    assert b"secret" not in store.stored_text


def test_a_segment_lives_as_long_as_the_guild_in_it_that_keeps_events_longest() -> None:
    store = Store()
    same_bucket = next(Snowflake(n) for n in range(2, 1000) if PLAN.bucket_of(n, NOON) == PLAN.bucket_of(ONE, NOON))
    store.policies.chosen[ONE] = KEEPING

    store.commits.commit(a_batch(a_message(guild_id=ONE), a_message(guild_id=same_bucket)))

    (segment,) = store.segments.stored.values()
    assert (segment.expires_at - NOON).days == 90


def test_a_batch_that_reports_a_gap_leaves_it_in_the_ledger_once() -> None:
    store = Store()
    data = GapData(reason=GapReason.OFFLINE, kinds=["message_delete"], first_at=1_000, last_at=2_000, events=0)
    batch = a_batch(an_event_of_a_guild(EventType.GAP, data, guild_id=ONE), a_message(guild_id=ONE))

    for _ in range(2):
        store.commits.commit(batch)

    page = GapLedger(store.gaps, store.clock).page(ONE, limit=10)
    assert [(gap.reason, gap.first_at, gap.last_at) for gap in page.items] == [("offline", 1_000, 2_000)]


def test_a_gap_that_ends_before_it_begins_is_malformed() -> None:
    data = GapData(reason=GapReason.OFFLINE, kinds=[], first_at=2_000, last_at=1_000, events=0)

    committed = Store().commits.commit(a_batch(an_event_of_a_guild(EventType.GAP, data, guild_id=ONE)))

    assert committed.dead_lettered == 1


def test_what_changes_access_alone_is_carried_out_again_which_costs_less_than_a_marker() -> None:
    store = Store()
    left = an_event_of_a_guild(EventType.MEMBER_REMOVE, MemberGoneData(user_id=TWO), guild_id=ONE)
    batch = a_batch(a_message(guild_id=ONE), left)

    for _ in range(2):
        store.commits.commit(batch)

    assert store.access.applied == 2 * [ForgetAccess(guild_id=ONE, user_id=TWO, member=MemberView(member=False))]
    assert (store.guilds.applied, store.markers.done) == ([], {})


def test_a_batch_that_comes_twice_changes_nothing_the_second_time() -> None:
    store = Store()
    batch = a_batch(a_message(), a_guild_update(), msgspec.Raw(b"7"))

    first = store.commits.commit(batch)
    before = (dict(store.segments.stored), list(store.guilds.applied), dict(store.letters.letters))
    second = store.commits.commit(batch)

    assert (store.segments.stored, store.guilds.applied, store.letters.letters) == before
    assert (first.is_new, second.is_new) == (True, False)
    assert second.received == first.received


def test_what_a_dying_function_left_undone_is_done_by_the_next() -> None:
    store = Store()
    batch = a_batch(a_guild_update())
    store.commits.commit(batch)
    store.guilds.applied.clear()
    store.markers.done.clear()

    store.commits.commit(batch)

    assert len(store.guilds.applied) == 1
    assert store.markers.is_done(batch.id)


def test_other_events_under_a_committed_id_are_refused() -> None:
    store = Store()
    store.commits.commit(a_batch(a_message()))

    with pytest.raises(BatchChangedError):
        store.commits.commit(a_batch(a_message()))


def test_a_malformed_event_becomes_a_dead_letter_and_the_rest_is_stored() -> None:
    store = Store()

    committed = store.commits.commit(a_batch(msgspec.Raw(b'{"id":"x"}'), a_message()))

    assert (committed.received, committed.dead_lettered, len(committed.events)) == (2, 1, 1)
    assert [sealed.letter.claimed_id for sealed in store.letters.letters.values()] == ["x"]


def test_guilds_are_reported_and_the_batch_marked_only_then() -> None:
    store = Store()
    plain, reporting = a_batch(a_message()), a_batch(a_guild_sync([a_guild_payload()]), batch_id=a_batch_id(entropy=9))

    store.commits.commit(plain)
    store.commits.commit(reporting)

    assert [type(effect).__name__ for effect in store.guilds.applied] == ["UpsertGuild", "ReconcileGuilds"]
    assert list(store.markers.done) == [reporting.id]


def test_what_a_newer_version_says_of_a_guild_is_kept_and_changes_nothing_yet() -> None:
    store = Store()
    event = msgspec.structs.replace(a_guild_update(), v=2, data=msgspec.Raw(b'{"new":"shape"}'))

    committed = store.commits.commit(a_batch(event))

    assert (len(committed.events), committed.dead_lettered, store.guilds.applied) == (1, 0, [])


def test_a_batch_is_not_marked_before_its_guilds_are_recorded() -> None:
    class Failing(FakeGuildEffects):
        def apply(self, _effects: object) -> None:
            raise StoreUnavailableError

    store = Store()
    store.commits._guilds = Failing()

    with pytest.raises(StoreUnavailableError):
        store.commits.commit(a_batch(a_guild_update()))

    assert store.markers.done == {}


@pytest.mark.parametrize("codec", list(Codec))
def test_both_codecs_are_read(codec: Codec) -> None:
    committed = Store().commits.commit(a_batch(a_guild_update("Ünï"), codec=codec))

    assert committed.received == 1


@pytest.mark.parametrize(
    "changes",
    [{"id": "nonsense"}, {"id": "7" + "Z" * 25}, {"codec": "gzip"}, {"events": "%%%"}, {"events": "AAAA"}],
    ids=str,
)
def test_a_batch_that_cannot_be_read_is_refused_whole(changes: dict[str, str]) -> None:
    store = Store()

    with pytest.raises(InvalidInputError):
        store.commits.commit(replace(a_batch(a_message()), **changes))

    assert store.segments.stored == {}


@pytest.mark.parametrize("codec", list(Codec))
def test_a_bomb_is_refused(codec: Codec) -> None:
    bomb = b64encode(compress(b"[" + b" " * 9_000_000 + b"]", codec)).decode()

    with pytest.raises(PayloadTooLargeError):
        Store().commits.commit(replace(a_batch(), events=bomb, codec=codec))


def test_too_many_events_are_refused() -> None:
    with pytest.raises(PayloadTooLargeError):
        Store().commits.commit(a_batch(*[msgspec.Raw(b"0")] * (MOST_EVENTS + 1)))


def test_an_empty_batch_is_acknowledged() -> None:
    assert Store().commits.commit(a_batch()).received == 0


def test_what_is_stored_is_json_of_events() -> None:
    store = Store()
    event = a_guild_update()

    store.commits.commit(a_batch(event))

    assert store.stored_text == json.encode([event])


def test_a_store_that_is_slow_is_given_up_while_there_is_time_to_say_so() -> None:
    class Slow(FakeGuildEffects):
        def apply(self, _effects: object) -> None:
            raise AssertionError("the time is over")

    store = Store()
    store.commits._guilds = Slow()
    put_all = store.segments.put_all

    def slowly(segments: Sequence[Segment]) -> bool:
        store.clock.pass_time(seconds=7)
        return put_all(segments)

    store.segments.put_all = slowly  # type: ignore[method-assign] # the fake's
    batch = a_batch(a_guild_update())

    with pytest.raises(StoreUnavailableError):
        store.commits.commit(batch)

    assert len(store.segments.stored) == 1


def test_a_batch_that_was_stored_in_part_is_completed_by_the_next_attempt() -> None:
    store = Store()
    events = [a_message(guild_id=number << 22) for number in range(1, 5)]
    batch = a_batch(*events)
    store.commits.commit(batch)
    lost = store.segments.stored.popitem()

    committed = store.commits.commit(batch)

    assert committed.is_new
    assert store.segments.stored[lost[0]] == lost[1]


@pytest.mark.parametrize(
    "kind", [EventType.MESSAGE_CREATE, EventType.MESSAGE_UPDATE, EventType.MESSAGE_DELETE, EventType.VOICE_STATE_UPDATE]
)
def test_nothing_follows_from_what_is_not_looked_at_for_effects(kind: EventType) -> None:
    event = msgspec.structs.replace(a_message(), type=kind)

    assert [*guild_rules.effects_of(event), *access_rules.effects_of(event), *gap_rules.effects_of(event)] == []
