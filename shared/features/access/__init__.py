"""What a user may see and do in a guild."""

SIDES: frozenset[str] = frozenset({"api", "bot", "spa"})
