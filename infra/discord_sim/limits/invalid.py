"""The invalid-request budget: too many 401, 403 and 429 answers ban an address.

Source: discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

import msgspec

from infra.discord_sim.limits.options import LimitOptions

WINDOW_SECONDS = 600.0
BAN_SECONDS = 600.0
_INVALID = frozenset({401, 403, 429})


class _Budget(msgspec.Struct):
    used: int
    ends_at: float
    banned_until: float = 0.0


class InvalidRequests:
    """Remember each address's invalid requests, and for how long it is banned."""

    def __init__(self, options: LimitOptions) -> None:
        self._options = options
        self._budgets: dict[str, _Budget] = {}

    def banned_for(self, address: str, now: float) -> float:
        """Return the seconds that an address stays banned; 0 when it is welcome."""
        budget = self._budgets.get(address)
        return max(0.0, budget.banned_until - now) if budget else 0.0

    def record(self, address: str, status: int, now: float, *, shared: bool) -> None:
        """Count an answer; a 429 on a limit that the client shares with others costs it nothing."""
        if status not in _INVALID or (status == 429 and shared):
            return
        budget = self._budgets.get(address)
        if budget is None or now >= budget.ends_at:
            budget = self._budgets[address] = _Budget(0, now + WINDOW_SECONDS)
        budget.used += 1
        if budget.used >= self._options.invalid_requests:
            budget.banned_until = now + BAN_SECONDS

    def used(self, address: str, now: float) -> int:
        """Return how many invalid requests count against an address now."""
        budget = self._budgets.get(address)
        return budget.used if budget and now < budget.ends_at else 0
