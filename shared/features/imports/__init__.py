"""Cases for what is done in Discord itself: from the audit log, each once, in the name of whoever was behind it."""

SIDES: frozenset[str] = frozenset()
