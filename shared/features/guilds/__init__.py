"""The guilds that the bot is in and in which a user may do something."""

SIDES: frozenset[str] = frozenset({"api", "bot", "spa"})
