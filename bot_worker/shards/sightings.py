"""Who is alive, told by changes that we see ourselves: no two clocks have to agree."""

from collections.abc import Mapping
from typing import Final

import msgspec

from bot_worker.shards.model import Beat, LeaseTiming

STALE_SECONDS: Final = 300.0  # far beyond the difference of two synchronised clocks


class _Sighting(msgspec.Struct, frozen=True):
    """A heartbeat, and since when it is this one; `beats`: it was seen to change, so that its clock does not matter."""

    beat: Beat
    since: float
    beats: bool


class Sightings:
    """Remembers when each worker's heartbeat was last seen to change. Pure: `now` is this process's steady clock."""

    def __init__(self, timing: LeaseTiming) -> None:
        self._timing = timing
        self._seen: dict[str, _Sighting] = {}

    def note(self, beats: Mapping[str, Beat], now: float) -> None:
        self._seen = {worker_id: self._sighting(beat, now) for worker_id, beat in beats.items()}

    def is_dead(self, worker_id: str, now: float) -> bool:
        """Whether the worker has no heartbeat, or one that has not changed for too long."""
        seen = self._seen.get(worker_id)
        return seen is None or now - seen.since >= self._timing.take_over

    def living(self, now: float) -> list[Beat]:
        return [seen.beat for seen in self._younger(self._timing.take_over, now)]

    def next_death(self, now: float) -> float | None:
        """Return when the first of the living counts as dead unless its heart beats before."""
        deaths = (seen.since + self._timing.take_over for seen in self._seen.values())
        return min((death for death in deaths if death > now), default=None)

    def counted(self, now: float, at: int) -> set[str]:
        """Return who counts for the fair share: the living, but for those whose only known heartbeat is long past."""
        living = self._younger(self._timing.take_over, now)
        return {seen.beat.worker_id for seen in living if seen.beats or at - seen.beat.at < STALE_SECONDS * 1000}

    def listed(self, now: float, at: int, *, but_by: str) -> set[int]:
        """Return the shards that others may have sessions of, dead or alive."""
        recent = self._younger(self._timing.overlap, now)
        latest = (self._timing.overlap + STALE_SECONDS) * 1000
        beats = [seen.beat for seen in recent if seen.beats or at - seen.beat.at < latest]
        return {shard_id for beat in beats if beat.worker_id != but_by for shard_id in beat.running}

    def _younger(self, seconds: float, now: float) -> list[_Sighting]:
        return [seen for seen in self._seen.values() if now - seen.since < seconds]

    def _sighting(self, beat: Beat, now: float) -> _Sighting:
        before = self._seen.get(beat.worker_id)
        if before is None:
            return _Sighting(beat, now, beats=False)
        if (before.beat.instance, before.beat.version) == (beat.instance, beat.version):
            return before
        return _Sighting(beat, now, beats=True)
