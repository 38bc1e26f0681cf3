"""Messages, and what of their content may rest with us."""

SIDES: frozenset[str] = frozenset({"spa"})
