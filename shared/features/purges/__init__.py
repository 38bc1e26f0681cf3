"""Messages deleted by what they are: by whom, what they say, when; across channels, and counted in one case."""

SIDES: frozenset[str] = frozenset({"spa"})
