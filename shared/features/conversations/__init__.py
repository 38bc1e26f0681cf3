"""What is written in a channel now: read, sent and deleted at Discord, and kept nowhere here."""

SIDES: frozenset[str] = frozenset({"api"})
