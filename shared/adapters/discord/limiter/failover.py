"""Redis while it answers, this process alone while it does not; said in the log once each time."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from shared.adapters.discord.limiter.local_permits import LocalPermits
from shared.adapters.discord.limiter.model import Answer, Ask, Report
from shared.adapters.discord.limiter.ports import PermitStore
from shared.kernel.errors import StoreUnavailableError

log = logging.getLogger(__name__)

RETRY_MS: Final = 2_000.0  # how long Redis is left alone after it did not answer


class FailoverPermits:
    """The process alone hears every report, so that it knows the buckets when Redis goes."""

    def __init__(self, shared: PermitStore, alone: LocalPermits, now_ms: Callable[[], float]) -> None:
        self._shared = shared
        self._alone = alone
        self._now_ms = now_ms
        self._away_until: float | None = None

    @property
    def is_alone(self) -> bool:
        return self._away_until is not None

    def exchange(self, ask: Ask | None, reports: Sequence[Report]) -> Answer:
        """Decide with the fleet if that is possible; never raises."""
        if self._away_until is not None and self._now_ms() < self._away_until:
            return self._alone.exchange(ask, reports)
        if self._away_until is not None:
            self._away_until = self._now_ms() + RETRY_MS  # one caller tries, the others go on without
        try:
            answer = self._shared.exchange(ask, reports)
        except StoreUnavailableError:
            if self._away_until is None:
                log.warning("discord.limiter_alone")
            self._away_until = self._now_ms() + RETRY_MS
            return self._alone.exchange(ask, reports)
        if self._away_until is not None:
            log.info("discord.limiter_together")
            self._away_until = None
        self._alone.know_peers(answer.peers)
        self._alone.exchange(None, reports)
        return answer
