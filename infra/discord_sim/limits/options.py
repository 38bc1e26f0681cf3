"""What a test may change about the rate limits."""

import msgspec


class LimitOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Say how strict the limits are; the defaults are Discord's own numbers."""

    enabled: bool = True
    scale: float = 1.0
    """Multiplies every route limit (not its window) and the global one; at least one request always fits."""
    global_per_second: int = 50
    invalid_requests: int = 10_000
    """Answers of 401, 403 and 429 in ten minutes that ban an address."""

    def scaled(self, limit: int) -> int:
        """Scale a limit, keeping room for one request."""
        return max(1, round(limit * self.scale))
