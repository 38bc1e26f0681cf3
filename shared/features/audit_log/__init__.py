"""Discord's own record of who changed what in a guild."""

SIDES: frozenset[str] = frozenset({"api"})
