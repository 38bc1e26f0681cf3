"""The judge of the schedules is judged."""

from shared.features.gaps.model import Gap
from tests.chaos.happenings import World, happening
from tests.chaos.verdict import Stored, judge

WORLD = World(seed=1, guild_ids=[7], begun_at=1_700_000_000_000)
HAPPENED = [happening(WORLD, number) for number in range(10)]
IDS = [event.id for event in HAPPENED]


def stored(ids: list[str], *gaps: Gap, counted: int = 0) -> dict[int, Stored]:
    return {
        7: Stored(pages=list(dict.fromkeys(ids)), raw=ids, counted={"n": counted}, recounted={"n": 0}, gaps=list(gaps))
    }


def a_gap(first: int, last: int, *, events: int = 0, reason: str = "spool_full") -> Gap:
    first_at, last_at = HAPPENED[first].timestamp, HAPPENED[last].timestamp
    return Gap(reason=reason, kinds=[], first_at=first_at, last_at=last_at, events=events)


def test_all_that_happened_is_there_once_and_in_order() -> None:
    assert judge(HAPPENED, stored(IDS), ordered=10).is_good


def test_what_is_not_there_and_in_no_gap_is_lost() -> None:
    verdict = judge(HAPPENED, stored(IDS[:3] + IDS[6:], a_gap(4, 5)), ordered=10)

    assert (verdict.lost, verdict.missing) == ([IDS[3]], 3)


def test_a_gap_accounts_for_no_more_than_it_counts() -> None:
    assert judge(HAPPENED, stored(IDS[4:], a_gap(0, 5, events=4)), ordered=10).is_good
    assert judge(HAPPENED, stored(IDS[4:], a_gap(0, 5, events=3)), ordered=10).lost == [IDS[3]]


def test_a_damaged_file_accounts_for_what_happened_before() -> None:
    damaged = a_gap(3, 3, reason="spool_damaged")

    assert judge(HAPPENED, stored(IDS[2:], damaged), ordered=10).is_good
    assert judge(HAPPENED, stored(IDS[:5], damaged), ordered=10).lost == IDS[5:]


def test_copies_strangers_disorder_and_miscounts_are_seen() -> None:
    disorder = [IDS[1], IDS[0], *IDS[2:], IDS[9], "message_create:77"]

    verdict = judge(HAPPENED, stored(disorder, counted=1), ordered=10)

    assert (verdict.doubled, verdict.strange, verdict.out_of_order) == ([IDS[9]], ["message_create:77"], [IDS[0]])
    assert len(verdict.miscounted) == 1
