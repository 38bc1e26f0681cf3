"""What was not seen is recorded once, and listed newest first."""

from msgspec import Raw

from shared.features.gaps.rules import effects_of
from shared.features.gaps.service import GapLedger
from shared.kernel import json
from shared.kernel.effects import RecordGap
from shared.kernel.events import NO_GUILD, Event, EventType, GapData, GapReason
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import GUILD, a_message
from tests.fakes.clock import FakeClock
from tests.fakes.gaps import FakeGaps

OTHER = Snowflake(9)


def a_ledger() -> GapLedger:
    return GapLedger(FakeGaps(), FakeClock())


def an_effect(first_at: int, *, guild_id: int = GUILD, last_at: int | None = None) -> RecordGap:
    return RecordGap(
        guild_id=Snowflake(guild_id),
        gap=GapData(
            reason=GapReason.OFFLINE,
            kinds=["message_delete"],
            first_at=first_at,
            last_at=first_at if last_at is None else last_at,
            events=0,
        ),
    )


def test_a_gap_event_is_to_be_recorded_for_its_guild() -> None:
    effect = an_effect(1_000)
    event = Event(
        id="gap:1", type=EventType.GAP, guild_id=effect.guild_id, timestamp=2_000, data=Raw(json.encode(effect.gap))
    )

    assert list(effects_of(event)) == [effect]


def test_other_events_leave_no_gap() -> None:
    assert list(effects_of(a_message())) == []


def test_what_is_applied_twice_is_listed_once() -> None:
    ledger = a_ledger()

    for _ in range(2):
        ledger.apply([an_effect(1_000), an_effect(2_000)])

    page = ledger.page(GUILD, limit=10)
    assert ([gap.first_at for gap in page.items], page.next_cursor) == ([2_000, 1_000], None)


def test_pages_follow_each_other_without_a_gap_of_their_own() -> None:
    ledger = a_ledger()
    ledger.apply([an_effect(number) for number in range(1, 6)])

    first = ledger.page(GUILD, limit=2)
    second = ledger.page(GUILD, limit=2, before=first.next_cursor)
    third = ledger.page(GUILD, limit=2, before=second.next_cursor)

    assert [[gap.first_at for gap in page.items] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.next_cursor is None


def test_only_gaps_that_touch_the_time_asked_for_are_listed() -> None:
    ledger = a_ledger()
    ledger.apply([an_effect(1_000, last_at=5_000), an_effect(2_000, last_at=2_500), an_effect(6_000), an_effect(9_000)])

    page = ledger.page(GUILD, since=4_000, until=6_000, limit=10)

    assert [gap.first_at for gap in page.items] == [6_000, 1_000]


def test_a_gap_of_no_guild_is_one_of_every_guild() -> None:
    ledger = a_ledger()
    ledger.apply([an_effect(1), an_effect(2, guild_id=NO_GUILD), an_effect(3), an_effect(4, guild_id=OTHER)])

    assert [gap.first_at for gap in ledger.page(GUILD, limit=10).items] == [3, 2, 1]
    assert [gap.first_at for gap in ledger.page(OTHER, limit=10).items] == [4, 2]
