"""What the pages of a guild are told at once: that something changed, and who looks at the same thing."""

SIDES: frozenset[str] = frozenset({"spa"})
