"""Permits from Redis: one script, one round trip."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from shared.adapters.discord.limiter.model import (
    HANDICAP_MS,
    INVALID_SHARE,
    RESERVE,
    Answer,
    Ask,
    Limits,
    Report,
)
from shared.adapters.discord.limiter.script import SCRIPT
from shared.kernel.errors import StoreUnavailableError

if TYPE_CHECKING:
    from redis import Redis

_encode: Final = msgspec.json.Encoder().encode
_answer: Final = msgspec.json.Decoder(Answer)


class RedisPermits:
    """`application` keeps bots apart that share a Redis; `peer` names this process.

    `now_ms` is for tests that pass the time themselves; the clock of everybody else is Redis's.
    """

    def __init__(
        self,
        redis: "Redis",
        application: str,
        peer: str,
        limits: Limits,
        now_ms: Callable[[], float] | None = None,
    ) -> None:
        self._run = redis.register_script(SCRIPT)
        self._keys = [f"{{discord:{application}}}"]  # a hash tag: all of it lies in one slot of a cluster
        self._peer = peer
        self._limits = limits
        self._now_ms = now_ms

    def exchange(self, ask: Ask | None, reports: Sequence[Report]) -> Answer:
        """Raise `StoreUnavailableError`."""
        from redis.exceptions import RedisError

        lane = ask.demand.lane if ask else None
        given = {
            "now": self._now_ms() if self._now_ms else False,
            "limits": self._limits,
            "peer": self._peer,
            "reports": reports,
            "ask": ask,
            "handicap": HANDICAP_MS[lane] if lane else 0,
            "reserve": RESERVE[lane] if lane else 0,
            "share": INVALID_SHARE[lane] if lane else 0,
        }
        try:
            return _answer.decode(self._run(keys=self._keys, args=[_encode(given)]))
        except RedisError as error:
            raise StoreUnavailableError from error
