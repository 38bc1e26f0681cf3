"""Fixed windows: the first request opens one, and it refills all at once when it ends, as Discord's buckets do."""

import msgspec

_SWEEP_EVERY = 4096


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Say where a window stands after a request was counted (or refused)."""

    allowed: bool
    limit: int
    remaining: int
    resets_at: float
    """Seconds since the epoch, on the clock that was passed in."""


class _Window(msgspec.Struct):
    used: int
    resets_at: float


class Windows:
    """Count requests per key. Time comes in with every call and must not be shared with another clock."""

    def __init__(self) -> None:
        self._open: dict[str, _Window] = {}
        self._until_sweep = _SWEEP_EVERY

    def take(self, key: str, limit: int, seconds: float, now: float) -> Reading:
        """Count one request against a key; a refused request uses nothing up."""
        self._sweep(now)
        window = self._open.get(key)
        if window is None or now >= window.resets_at:
            window = self._open[key] = _Window(0, now + seconds)
        allowed = window.used < limit
        window.used += allowed
        return Reading(allowed=allowed, limit=limit, remaining=max(0, limit - window.used), resets_at=window.resets_at)

    def exhaust(self, key: str, seconds: float, now: float) -> None:
        """Refuse everything on a key for a while."""
        self._open[key] = _Window(1 << 53, now + seconds)

    def _sweep(self, now: float) -> None:
        self._until_sweep -= 1
        if self._until_sweep:
            return
        self._until_sweep = _SWEEP_EVERY
        self._open = {key: window for key, window in self._open.items() if window.resets_at > now}
