"""What snapshots need from outside."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

from shared.features.snapshots.model import GuildSnapshot
from shared.kernel.commands import MemberView
from shared.kernel.snowflakes import Snowflake


class SnapshotSource(Protocol):
    """Discord. Raise `NotFoundError` where the bot is not in the guild, or cannot see the channel."""

    def read(self, guild_id: Snowflake) -> GuildSnapshot: ...

    def guild_of_channel(self, channel_id: Snowflake) -> Snowflake: ...


class Memory(Protocol):
    """What lives for seconds, for all processes."""

    def get_many(self, keys: Sequence[str]) -> list[bytes | None]: ...

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None: ...

    def count(self, key: str, lifetime: timedelta) -> int:
        """Add one and return the sum; it is forgotten `lifetime` after the last time."""


class Locks(Protocol):
    def hold(self, key: str, *, wait: timedelta) -> AbstractContextManager[None]:
        """Hold a lock across processes; raise `StoreUnavailableError` when others hold it for longer than `wait`."""


class Members(Protocol):
    def member(self, guild_id: Snowflake, user_id: Snowflake) -> MemberView:
        """Return how a user is in the guild now; raise where neither the bot nor Discord tells."""
