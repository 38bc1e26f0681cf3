"""What the limiter needs from outside."""

from collections.abc import Sequence
from typing import Protocol

from shared.adapters.discord.limiter.model import Answer, Ask, Report


class PermitStore(Protocol):
    def exchange(self, ask: Ask | None, reports: Sequence[Report]) -> Answer:
        """Take reports, then answer the ask, in one step; raise `StoreUnavailableError` where neither happened."""
