"""What the spool takes in: nothing twice, and what the room that there is says; every refusal is counted."""

import logging
from collections.abc import Iterable, Sequence
from typing import Final

from bot_worker.pipeline.recent import RecentIds
from bot_worker.pipeline.spool.records import SpoolEntry

log = logging.getLogger(__name__)

RECENT_IDS: Final = 20_000  # replays come within seconds: of a resumed session, of a hand-over between workers
_ROOM_AGAIN: Final = 0.9  # of the bound: at the bound itself every acknowledgement would end an episode


class Admission:
    """Remembers what came lately. A want of room is said once per episode, not per event."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._recent = RecentIds(RECENT_IDS)
        self._shed_in_episode: int | None = None

    def has_room(self, used_bytes: int) -> bool:
        """Whether there is room for more than the next event."""
        return used_bytes <= self._max_bytes * _ROOM_AGAIN

    def new_ones(self, entries: Sequence[SpoolEntry]) -> list[SpoolEntry]:
        """Leave out what came before."""
        recent = self._recent
        event_ids = {entry.event_id for entry in entries}
        if len(event_ids) == len(entries) and recent.has_none_of(event_ids):
            return list(entries)  # nearly always
        return list({entry.event_id: entry for entry in entries if entry.event_id not in recent}.values())

    def remember(self, event_ids: Iterable[str]) -> None:
        """Note what is on disk."""
        self._recent.add_all(event_ids)

    def shed(self, events: int) -> None:
        """Note that so many had to go."""
        if self._shed_in_episode is None:
            log.error("spool.full", extra={"max_bytes": self._max_bytes})
            self._shed_in_episode = 0
        self._shed_in_episode += events

    def ends_episode(self, used_bytes: int) -> bool:
        """Note that there was room for everything; say whether that is so again after a want of it."""
        if self._shed_in_episode is None or not self.has_room(used_bytes):
            return False
        log.warning("spool.has_room_again", extra={"events_shed": self._shed_in_episode})
        self._shed_in_episode = None
        return True
