"""Why and for whom a request goes to Discord."""

import msgspec

from shared.adapters.discord.limiter.model import Lane

PATIENCE_SECONDS = 8.0  # with a request's own timeout well below API Gateway's 29 s


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """`actor` and `reason` are for the guild's audit log; `lane` None: each request's usual one.

    `patience_seconds`: how long requests may wait for their turn, retries included. `is_once`: nothing is asked
    again that Discord may have done, not even what it could do twice.
    """

    actor: str = ""
    reason: str = ""
    lane: Lane | None = None
    patience_seconds: float = PATIENCE_SECONDS
    is_once: bool = False
