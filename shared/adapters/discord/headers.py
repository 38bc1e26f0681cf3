"""What an answer's headers say about the limits (discord.com/developers/docs/topics/rate-limits#header-format)."""

import math
from collections.abc import Mapping
from typing import Final

import msgspec

from shared.adapters.discord.limiter.model import Outcome

_LONGEST_MS: Final = 86_400_000.0
_CLOUDFLARE_MS: Final = 60_000.0  # a 429 that is not Discord's own bans the address: nothing may be sent for a while
_TOO_MANY: Final = 429


class _TooMany(msgspec.Struct, frozen=True):
    retry_after: float = 0.0


def outcome_of(status: int, headers: Mapping[str, str], body: bytes = b"") -> Outcome:
    """Read an answer; `headers` must not mind upper and lower case. Never raises."""
    reset_after = _milliseconds(headers.get("X-RateLimit-Reset-After"))
    bucket = headers.get("X-RateLimit-Bucket", "")
    limit = int(_number(headers.get("X-RateLimit-Limit")))
    return Outcome(
        status=status,
        bucket=bucket[:100] if limit else "",
        limit=limit,
        remaining=int(_number(headers.get("X-RateLimit-Remaining"))),
        reset_after_ms=reset_after,
        window_ms=_number(headers.get("X-RateLimit-Reset")) * 1000,
        scope=_scope(status, headers),
        retry_after_ms=_retry_after(headers, body) if status == _TOO_MANY else 0.0,
    )


def _scope(status: int, headers: Mapping[str, str]) -> str:
    if status != _TOO_MANY:
        return ""
    if headers.get("X-RateLimit-Global") or not headers.get("Via"):
        return "global"
    return headers.get("X-RateLimit-Scope", "user")


def _retry_after(headers: Mapping[str, str], body: bytes) -> float:
    """Return the longest wait that was asked for; the body's is the most precise."""
    try:
        said = msgspec.json.decode(body, type=_TooMany).retry_after * 1000
    except (msgspec.DecodeError, UnicodeDecodeError):
        said = 0.0
    if not 0 < said < math.inf:
        said = _milliseconds(headers.get("Retry-After")) or 1_000.0
    return min(said if headers.get("Via") else max(said, _CLOUDFLARE_MS), _LONGEST_MS)


def _milliseconds(header: str | None) -> float:
    return min(_number(header) * 1000, _LONGEST_MS)


def _number(header: str | None) -> float:
    try:
        value = float(header or 0)
    except ValueError:
        return 0.0
    return max(value, 0.0) if math.isfinite(value) else 0.0
