"""A guild's roles: what each gives, and which is above which."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
