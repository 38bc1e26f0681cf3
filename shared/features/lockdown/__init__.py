"""Lock channels for everybody, and unlock them as they were."""

SIDES: frozenset[str] = frozenset({"api"})
