"""Who is banned from a guild, and why."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
