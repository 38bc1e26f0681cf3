"""Who somebody is: the login with Discord, its tokens, and the account behind it."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
