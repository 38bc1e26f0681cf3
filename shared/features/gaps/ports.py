"""What the gaps need from outside."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from shared.features.gaps.model import Gap
from shared.kernel.snowflakes import Snowflake


class GapStore(Protocol):
    def put(self, guild_id: Snowflake, gap: Gap, expires_at: datetime) -> None:
        """Record a gap, unless it is recorded as lasting as long, or longer."""

    def newest_first(self, guild_id: Snowflake, *, below: str, since: int) -> Iterator[Gap]:
        """Yield the gaps whose place is below, and that had not ended before `since` (milliseconds since 1970)."""
