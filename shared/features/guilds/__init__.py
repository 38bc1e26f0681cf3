"""The guilds that the bot is in and that a user administers."""

SIDES: frozenset[str] = frozenset({"api", "bot", "spa"})
