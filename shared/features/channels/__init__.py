"""A guild's channels: the tree of them, what each is like, and who may do what in it."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
