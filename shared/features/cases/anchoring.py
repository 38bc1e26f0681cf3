"""Once a day: keep the hash of each guild's last entry where those who write the tables cannot change it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol

from shared.adapters.threads import in_parallel
from shared.features.cases.ports import Head
from shared.features.cases.verification import Anchor
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake

AT_ONCE: Final = 64


class Heads(Protocol):
    """Heads that changed since they were kept."""

    def unanchored(self, at_once: int) -> Iterator[list[Snowflake]]:
        """Yield guilds, some at a time; one may be missing that changed just now."""

    def head(self, guild_id: Snowflake) -> Head: ...

    def anchored(self, head: Head) -> None:
        """Note that a head was kept; raise `ConflictError` where it has moved since."""


class AnchorKeeper(Protocol):
    def keep(self, anchor: Anchor, at: datetime) -> None: ...


class Anchoring:
    """What is not done when time is over, or fails, the next run does."""

    def __init__(self, heads: Heads, keeper: AnchorKeeper, clock: Callable[[], datetime]) -> None:
        self._heads = heads
        self._keeper = keeper
        self._clock = clock

    def run(self, until: datetime) -> int:
        """Return how many guilds' heads were kept."""
        kept = 0
        for guild_ids in self._heads.unanchored(AT_ONCE):
            if self._clock() >= until:
                break
            kept += self._keep_all(guild_ids)
        return kept

    def _keep_all(self, guild_ids: Sequence[Snowflake]) -> int:
        return sum(in_parallel(self._keep, guild_ids, pool="anchors"))

    def _keep(self, guild_id: Snowflake) -> bool:
        head = self._heads.head(guild_id)
        if head.seq == 0:
            return False
        self._keeper.keep(Anchor(guild_id=guild_id, seq=head.seq, hash=head.hash), self._clock())
        with suppress(ConflictError):  # it moved on, and stays on the list
            self._heads.anchored(head)
        return True
