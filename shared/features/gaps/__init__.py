"""What was not seen: the gaps of a guild's history, and why they are there."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
