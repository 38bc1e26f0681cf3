"""Per-guild settings of every feature: read with their defaults, replaced by version."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
