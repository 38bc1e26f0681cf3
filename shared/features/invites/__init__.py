"""How people come into a guild: its invites."""

SIDES: frozenset[str] = frozenset({"api"})
