"""Decides what goes when there is no room for all: the least valuable first, and of those the newest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from bot_worker.pipeline.spool.records import SpoolEntry

EVICT_BYTES: Final = 64 * 1024  # at least, where anything is evicted: the search for it is what costs


def to_evict(entries: Sequence[SpoolEntry], stored: Mapping[int, int], shortage: int) -> dict[int, int]:
    """Return how many bytes of which value to evict, so that more valuable entries find room.

    `stored` is what there is of each value. What arrives is turned away before what is stored of the same value.
    """
    arriving: Counter[int] = Counter()
    for entry in entries:
        arriving[entry.value] += entry.size
    evicted: dict[int, int] = {}
    for value in range(max(arriving, default=0)):
        shortage -= arriving[value]
        if shortage <= 0:
            break
        if stored.get(value, 0) > 0:
            evicted[value] = min(stored[value], max(shortage, EVICT_BYTES))
            shortage -= evicted[value]
    return evicted


def fit(entries: Sequence[SpoolEntry], room: int) -> tuple[list[SpoolEntry], list[SpoolEntry]]:
    """Return what there is room for, in order of arrival, and what is to be turned away."""
    excess = sum(entry.size for entry in entries) - room
    if excess <= 0:
        return list(entries), []
    turned_away: set[int] = set()
    for index in sorted(range(len(entries)), key=lambda index: (entries[index].value, -index)):
        if excess <= 0:
            break
        excess -= entries[index].size
        turned_away.add(index)
    kept = [entry for index, entry in enumerate(entries) if index not in turned_away]
    return kept, [entries[index] for index in sorted(turned_away)]
