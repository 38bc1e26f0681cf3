"""What is broken on purpose right now; set through the control API, obeyed by REST and gateway."""

import msgspec


class Faults(msgspec.Struct, kw_only=True):
    """Faults in force. Counts run down with each request that they spoil; -1 means until cleared.

    `path_prefix` narrows the REST faults to paths that begin with it.
    """

    latency_seconds: float = 0.0
    rest_429: int = 0
    rest_429_scope: str = "user"
    rest_429_retry_after: float = 1.0
    rest_5xx: int = 0
    rest_5xx_status: int = 503
    rest_malformed: int = 0
    rest_drop: int = 0
    gateway_stalled: bool = False
    gateway_refused: bool = False
    path_prefix: str = ""

    def take(self, name: str) -> bool:
        """Use up one of a counted fault; tell whether it was in force."""
        left: int = getattr(self, name)
        if left > 0:
            setattr(self, name, left - 1)
        return left != 0
