"""Decides what the spool takes in: nothing twice, and no more than it may hold."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from bot_worker.pipeline.recent import RecentIds
from bot_worker.pipeline.spool.gaps import GapReason
from bot_worker.pipeline.spool.records import SpoolEntry

log = logging.getLogger(__name__)

RECENT_IDS: Final = 20_000  # replays come within seconds: of a resumed session, of a hand-over between workers
_ROOM_AGAIN: Final = 0.9  # of the bound: at the bound itself every acknowledgement would end an episode


class Admission:
    """What is turned away for want of room is handed to `lose`, and said once per episode, not per event."""

    def __init__(self, lose: Callable[[Sequence[int], GapReason], None], *, max_bytes: int) -> None:
        self._lose = lose
        self._max_bytes = max_bytes
        self._recent = RecentIds(RECENT_IDS)
        self._lost_in_episode: int | None = None
        self._turned_away = False

    def admit(self, entries: Sequence[SpoolEntry], used_bytes: int) -> list[SpoolEntry]:
        """Return the entries to store, in order; the first that finds no room turns away all after it."""
        self._turned_away = False
        fresh = list({entry.event_id: entry for entry in entries if entry.event_id not in self._recent}.values())
        for count, entry in enumerate(fresh):
            used_bytes += entry.size
            if used_bytes > self._max_bytes:
                self.turn_away(fresh[count:])
                return fresh[:count]
        return fresh

    def stored(self, entries: Sequence[SpoolEntry], used_bytes: int) -> None:
        """Note what is on disk now, beside `used_bytes` from before."""
        for entry in entries:
            self._recent.add(entry.event_id)
        if self._lost_in_episode is None or self._turned_away or not entries:
            return
        if used_bytes <= self._max_bytes * _ROOM_AGAIN:
            log.warning("spool.has_room_again", extra={"events_lost": self._lost_in_episode})
            self._lost_in_episode = None

    def turn_away(self, entries: Sequence[SpoolEntry]) -> None:
        self._turned_away = True
        if self._lost_in_episode is None:
            log.error("spool.full", extra={"max_bytes": self._max_bytes})
            self._lost_in_episode = 0
        self._lost_in_episode += len(entries)
        self._lose([entry.guild_id for entry in entries], GapReason.SPOOL_FULL)
