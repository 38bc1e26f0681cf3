"""What follows from reported gaps, and how they sort."""

from collections.abc import Iterator
from typing import Final

from shared.features.gaps.model import Gap
from shared.kernel import json
from shared.kernel.effects import RecordGap
from shared.kernel.events import Event, EventType, GapData

_gap: Final = json.Decoder(GapData)


def effects_of(event: Event) -> Iterator[RecordGap]:
    if event.type == EventType.GAP:
        yield RecordGap(guild_id=event.guild_id, gap=_gap.decode(event.data))


def place_of(first_at: int, reason: str) -> str:
    """Return what gaps sort by; one that is reported again, and longer, keeps its place."""
    return f"{first_at:015d}#{reason}"


def cursor_of(gap: Gap) -> str:
    return place_of(gap.first_at, gap.reason)
