"""Record gaps, and list them."""

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from shared.features.gaps.model import Gap, GapPage
from shared.features.gaps.ports import GapStore
from shared.features.gaps.rules import cursor_of, place_of
from shared.kernel.effects import RecordGap
from shared.kernel.events import NO_GUILD
from shared.kernel.snowflakes import Snowflake

LIFETIME: Final = timedelta(days=366)  # as long as any guild may keep its events
_HIGHEST: Final = "~"  # sorts after every place


class GapLedger:
    """A gap of no guild is one of every guild: its worker could not tell whose events it lost."""

    def __init__(self, store: GapStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def apply(self, effects: Sequence[RecordGap]) -> None:
        """Record them; again and in another order it ends the same."""
        expires_at = self._clock() + LIFETIME
        for effect in effects:
            gap = Gap(
                reason=effect.gap.reason,
                kinds=effect.gap.kinds,
                first_at=effect.gap.first_at,
                last_at=effect.gap.last_at,
                events=effect.gap.events,
            )
            self._store.put(effect.guild_id, gap, expires_at)

    def page(
        self, guild_id: Snowflake, *, since: int = 0, until: int | None = None, before: str | None = None, limit: int
    ) -> GapPage:
        """List up to `limit` gaps, newest first, that touch the time from `since` to `until` (milliseconds)."""
        latest = _HIGHEST if until is None else place_of(until, _HIGHEST)
        below = min(before or _HIGHEST, latest)
        found = heapq.merge(
            *(self._store.newest_first(one, below=below, since=since) for one in (guild_id, NO_GUILD)),
            key=cursor_of,
            reverse=True,
        )
        items = list(islice(found, limit + 1))
        return GapPage(items=items[:limit], next_cursor=cursor_of(items[limit - 1]) if len(items) > limit else None)
