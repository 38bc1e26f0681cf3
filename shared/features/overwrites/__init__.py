"""What one channel allows and denies a role or a member."""

SIDES: frozenset[str] = frozenset({"api"})
