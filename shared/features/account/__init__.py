"""What we hold about a user: a copy of all of it, and its erasure."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
