"""Why somebody may do something, or may not: now, and with a change that nobody has made yet."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
