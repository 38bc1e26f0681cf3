"""What moderators do to people: checked, shown beforehand, recorded as a case, done, and told."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
