"""Who writes into a guild's channels from outside: its webhooks. Their tokens, which let anybody write, stay away."""

SIDES: frozenset[str] = frozenset({"api"})
