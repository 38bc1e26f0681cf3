"""How many shards the bot has: the workers agree on a number before they share them."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import msgspec

from bot_worker.shards.model import Beat, LeaseTiming
from bot_worker.shards.ports import LayoutStore, LeaseStore
from bot_worker.shards.sightings import Sightings
from shared.kernel.errors import ConflictError, StoreUnavailableError

log = logging.getLogger(__name__)

_SAY_AGAIN_SECONDS: Final = 30.0


def number_to_agree_on(stored: int, wanted: int | None, recommended: int, *, alone: bool) -> int | None:
    """Return the number of shards to work with; None: wait for the others to end, or to change their minds.

    A number that was asked for (`wanted`) is never given up; who asks for none joins the others, and goes by Discord's
    recommendation where there are none.
    """
    if stored == 0 or alone:
        return wanted or recommended
    return stored if wanted in (None, stored) else None


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """`earlier`: what an earlier process of this worker said last."""

    shard_count: int
    earlier: Beat | None


class Agreement:
    """`now` is a steady clock, `now_ms` the wall's."""

    def __init__(
        self,
        layout: LayoutStore,
        leases: LeaseStore,
        timing: LeaseTiming,
        *,
        worker_id: str,
        now: Callable[[], float],
        now_ms: Callable[[], int],
    ) -> None:
        self._layout = layout
        self._leases = leases
        self._timing = timing
        self._worker_id = worker_id
        self._now = now
        self._now_ms = now_ms
        self._sightings = Sightings(timing)
        self._said_at: dict[str, float] = {}

    async def reach(self, wanted: int | None, recommended: int) -> Agreed:
        """Return what all workers agree on, however long that takes."""
        while True:
            try:
                agreed = await asyncio.to_thread(self._propose, wanted, recommended)
            except StoreUnavailableError:
                self._say("leases.store_away", {})
            except ConflictError:
                continue
            else:
                if agreed is not None:
                    return agreed
            await asyncio.sleep(self._timing.tick)

    def _propose(self, wanted: int | None, recommended: int) -> Agreed | None:
        stored, beats = self._layout.shard_count(), self._leases.read().beats
        self._sightings.note(beats, self._now())
        others = self._sightings.counted(self._now(), self._now_ms()) - {self._worker_id}
        agreed = number_to_agree_on(stored, wanted, recommended, alone=not others)
        if agreed is None:
            self._say("shards.others_count_differently", {"stored": stored, "wanted": wanted, "workers": len(others)})
        elif agreed != stored:
            self._layout.agree(agreed, stored)
            log.info("shards.agreed", extra={"shards": agreed, "before": stored})
        elif wanted is None and recommended > stored:
            log.warning("shards.discord_recommends_more", extra={"shards": stored, "recommended": recommended})
        return None if agreed is None else Agreed(shard_count=agreed, earlier=beats.get(self._worker_id))

    def _say(self, event: str, what: dict[str, int | None]) -> None:
        """Log what we wait for: at once, and from time to time again."""
        if self._now() - self._said_at.get(event, float("-inf")) >= _SAY_AGAIN_SECONDS:
            self._said_at[event] = self._now()
            log.warning(event, extra=what)
