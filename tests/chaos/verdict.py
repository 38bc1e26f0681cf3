"""What a schedule came to: what happened against what is stored, and what of it is a known gap. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from shared.features.gaps.model import Gap
from shared.kernel.events import Event, EventType, GapReason


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the store of one guild: `pages` as people read it, oldest first; `raw` every copy that is there.

    `counted` and `recounted` are the guild's activity as the roll-ups have it, and as its pages do.
    """

    pages: list[str]
    raw: list[str]
    counted: Mapping[str, int]
    recounted: Mapping[str, int]
    gaps: list[Gap]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`missing` counts all that is not there; `lost` what of it is in no known gap."""

    happened: int
    missing: int
    lost: list[str]
    doubled: list[str]
    strange: list[str]
    out_of_order: list[str]
    miscounted: list[str]
    gaps: list[Gap] = []

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.strange or self.out_of_order or self.miscounted)


def judge(happened: Sequence[Event], stored: Mapping[int, Stored], *, ordered: int, is_all: bool = True) -> Verdict:
    """Compare; `happened` is in the order of happening, and so many of the first are stored in that order.

    `is_all`: nothing else happened.
    """
    lost: list[str] = []
    missing = 0
    for guild_id, found in stored.items():
        there = set(found.pages)
        gone = [event for event in happened if event.guild_id == guild_id and event.id not in there]
        missing += len(gone)
        lost += _unaccounted(gone, found.gaps)
    copies = Counter(event_id for found in stored.values() for event_id in found.raw)
    known = {event.id for event in happened}
    return Verdict(
        happened=len(happened),
        missing=missing,
        lost=lost,
        doubled=[event_id for event_id, times in copies.items() if times > 1],
        strange=[name for name in copies if is_all and name not in known and not _is_gap(name)],
        out_of_order=_out_of_order(happened[:ordered], stored.values()),
        gaps=[gap for found in stored.values() for gap in found.gaps],
        miscounted=[f"{guild}: {s.counted} ≠ {s.recounted}" for guild, s in stored.items() if s.counted != s.recounted],
    )


def _unaccounted(gone: Sequence[Event], gaps: Sequence[Gap]) -> list[str]:
    """Return what is in no gap; where all gaps say how many they hold, what there are too many of, too."""
    lost = [event.id for event in gone if not any(_holds(gap, event) for gap in gaps)]
    if lost or any(gap.events == 0 for gap in gaps):
        return lost
    return [event.id for event in gone[sum(gap.events for gap in gaps) :]]


def _holds(gap: Gap, event: Event) -> bool:
    if gap.kinds and event.type not in gap.kinds:
        return False
    if gap.reason == GapReason.SPOOL_DAMAGED:
        return event.timestamp <= gap.last_at  # nobody can tell since when the file had held what was in it
    return gap.first_at <= event.timestamp <= gap.last_at


def _out_of_order(happened: Sequence[Event], stored: Iterable[Stored]) -> list[str]:
    place = {event.id: number for number, event in enumerate(happened)}
    wrong = []
    for found in stored:
        places = [(place[event_id], event_id) for event_id in found.pages if event_id in place]
        wrong += [after[1] for before, after in pairwise(places) if before[0] > after[0]]
    return wrong


def _is_gap(event_id: str) -> bool:
    return event_id.startswith(f"{EventType.GAP}:")
