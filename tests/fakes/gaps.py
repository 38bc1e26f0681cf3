"""Gaps in memory, held to the same contract as the table."""

from collections.abc import Iterator
from datetime import datetime

from shared.features.gaps.model import Gap
from shared.features.gaps.rules import cursor_of
from shared.kernel.snowflakes import Snowflake


class FakeGaps:
    def __init__(self) -> None:
        self.stored: dict[tuple[Snowflake, str], Gap] = {}

    def put(self, guild_id: Snowflake, gap: Gap, _expires_at: datetime) -> None:
        before = self.stored.get((guild_id, cursor_of(gap)))
        if before is None or before.last_at < gap.last_at:
            self.stored[guild_id, cursor_of(gap)] = gap

    def newest_first(self, guild_id: Snowflake, *, below: str, since: int) -> Iterator[Gap]:
        for (owner_id, place), gap in sorted(self.stored.items(), reverse=True):
            if owner_id == guild_id and place < below and gap.last_at >= since:
                yield gap
