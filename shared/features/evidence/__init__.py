"""What a case rests on: messages as they were, links, and files."""

SIDES: frozenset[str] = frozenset({"api"})
