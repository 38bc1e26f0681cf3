"""What the messages' content needs from outside."""

from collections.abc import Collection, Mapping
from typing import Protocol

from shared.features.messages.settings import MessageSettings
from shared.kernel.snowflakes import Snowflake


class MessagePolicies(Protocol):
    def of(self, guild_ids: Collection[Snowflake]) -> Mapping[Snowflake, MessageSettings]:
        """Return each guild's settings, at most half a minute old."""


class GuildKeys(Protocol):
    """The wrapped data key of each guild. Erasing it makes all of the guild's stored content unreadable."""

    def load(self, guild_id: Snowflake) -> str | None: ...

    def create(self, guild_id: Snowflake, wrapped: str) -> str:
        """Store a first key; return the one that is stored, which another function may have made just before."""


class Sealing(Protocol):
    def seal(self, plain: bytes, owner: str) -> str: ...

    def open(self, sealed: str, owner: str) -> bytes:
        """Raise `SealBrokenError` on another key, another owner or changed bytes."""
