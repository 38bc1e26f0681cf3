"""What happened in the guilds: committed once, read by page, followed live."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
