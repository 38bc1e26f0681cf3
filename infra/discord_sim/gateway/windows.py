"""How often: sends of a connection, identifies of a token, requests for all members."""

from collections import deque


class SendWindow:
    """Count a connection's frames: 120 in 60 s. discord.com/developers/docs/events/gateway#rate-limiting"""

    def __init__(self, limit: int = 120, seconds: float = 60.0) -> None:
        self._limit = limit
        self._seconds = seconds
        self._sent: deque[float] = deque()

    def allow(self, now: float) -> bool:
        """Count one more frame; tell whether it was within the limit."""
        while self._sent and self._sent[0] <= now - self._seconds:
            self._sent.popleft()
        self._sent.append(now)
        return len(self._sent) <= self._limit


class IdentifyBudget:
    """Count a token's identifies: `max_concurrency` keys each once in 5 s (unless said otherwise), and so many a day.

    discord.com/developers/docs/events/gateway#session-start-limit-object
    """

    def __init__(self, *, max_concurrency: int, daily: int, spacing_seconds: float = 5.0) -> None:
        self.max_concurrency = max_concurrency
        self.total = daily
        self._spacing_seconds = spacing_seconds
        self._spaced: dict[int, float] = {}
        self._day_ends = 0.0
        self._used = 0

    def remaining(self, now: float) -> int:
        """Return how many identifies are left today."""
        return self.total if now >= self._day_ends else max(0, self.total - self._used)

    def reset_after(self, now: float) -> float:
        """Return in how many seconds the day's count starts anew."""
        return max(0.0, self._day_ends - now)

    def spend(self, now: float) -> bool:
        """Count one identify; tell whether the day still had one."""
        if now >= self._day_ends:
            self._day_ends, self._used = now + 86_400, 0
        self._used += 1
        return self._used <= self.total

    def spaced(self, shard_id: int, now: float) -> bool:
        """Tell whether this shard's key has been quiet for long enough, and take its turn if so."""
        key = shard_id % self.max_concurrency
        if now < self._spaced.get(key, 0.0):
            return False
        self._spaced[key] = now + self._spacing_seconds
        return True


class MemberRequests:
    """Space requests for all members of a guild: one in 30 s."""

    def __init__(self, seconds: float = 30.0) -> None:
        self._seconds = seconds
        self._free_at: dict[tuple[int, int], float] = {}

    def wait(self, bot_id: int, guild_id: int, now: float) -> float:
        """Return 0 and take the turn, or the seconds until there is one."""
        free_at = self._free_at.get((bot_id, guild_id), 0.0)
        if now < free_at:
            return free_at - now
        self._free_at[bot_id, guild_id] = now + self._seconds
        return 0.0
