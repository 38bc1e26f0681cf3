"""Take back what was done, exactly, or not at all."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
