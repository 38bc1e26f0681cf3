"""What people say to the cases about them, and what they are answered."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
