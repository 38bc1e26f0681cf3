"""Judge a request: the global limit first, then the route's bucket."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from infra.discord_sim.limits.options import LimitOptions
from infra.discord_sim.limits.routes import Target, target
from infra.discord_sim.limits.table import GLOBAL_EXEMPT, UNLIMITED
from infra.discord_sim.limits.windows import Reading, Windows


class Scope(StrEnum):
    """Say who shares an exceeded limit: the value of `X-RateLimit-Scope`."""

    USER = "user"
    GLOBAL = "global"
    SHARED = "shared"


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Describe a request as far as its limits are concerned."""

    method: str
    template: str
    """The route below `/api/v10`, such as `/channels/{channel_id}`."""
    parameters: Mapping[str, str]
    identity: str
    """Who calls: an account, or the address of one without a token."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Say whether a request may pass, and what its headers tell the client."""

    allowed: bool
    scope: Scope
    limit: int
    remaining: int
    resets_at: float
    reset_after: float
    bucket_hash: str


class Limiter:
    """Count every request against its bucket and the global limit."""

    def __init__(self, options: LimitOptions) -> None:
        self._options = options
        self._windows = Windows()

    def judge(self, call: Call, now: float) -> Verdict | None:
        """Count a request; `None` means that no limit applies to it."""
        if not self._options.enabled or f"{call.method} {call.template}" in UNLIMITED:
            return None
        if not call.template.startswith(GLOBAL_EXEMPT):
            reading = self._windows.take(f"global|{call.identity}", self._global_limit(), 1.0, now)
            if not reading.allowed:
                return _verdict(reading, Scope.GLOBAL, "", now)
        return self._judge_route(call, target(call.method, call.template, call.parameters), now)

    def take(self, name: str, limit: int, seconds: float, now: float) -> Verdict | None:
        """Count something that Discord limits besides requests, such as renames of one channel."""
        if not self._options.enabled:
            return None
        reading = self._windows.take(f"extra|{name}", self._options.scaled(limit), seconds, now)
        return _verdict(reading, Scope.SHARED, "", now)

    def _judge_route(self, call: Call, place: Target, now: float) -> Verdict:
        bucket = place.bucket
        holder = "*" if bucket.shared else call.identity
        key = f"{bucket.name}|{place.major}|{holder}"
        reading = self._windows.take(key, self._options.scaled(bucket.limit), bucket.seconds, now)
        return _verdict(reading, Scope.SHARED if bucket.shared else Scope.USER, place.bucket_hash, now)

    def _global_limit(self) -> int:
        return self._options.scaled(self._options.global_per_second)


def _verdict(reading: Reading, scope: Scope, bucket_hash: str, now: float) -> Verdict:
    return Verdict(
        allowed=reading.allowed,
        scope=scope,
        limit=reading.limit,
        remaining=reading.remaining,
        resets_at=reading.resets_at,
        reset_after=max(0.0, reading.resets_at - now),
        bucket_hash=bucket_hash,
    )
