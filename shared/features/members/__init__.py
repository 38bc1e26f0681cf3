"""A guild's members: who they are, how they stand, and what moderators change about them."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
