"""What people did in their guilds by way of Guildhall: who, what, why, when, before and after."""

SIDES: frozenset[str] = frozenset({"api"})
