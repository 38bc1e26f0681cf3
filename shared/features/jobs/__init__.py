"""What takes longer than a request: acts on many members, and purges; in the background, watched, and stoppable."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
