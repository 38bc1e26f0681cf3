"""How lively a guild is: events rolled up by the hour, for charts that need no history to be read."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
