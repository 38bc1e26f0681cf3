"""What moderators did, and why: numbered by guild, never lost, and never changed unseen."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
