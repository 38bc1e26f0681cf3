"""The WebSocket gateway: who is connected, as what, and how to speak to the bots."""

SIDES: frozenset[str] = frozenset({"api", "spa"})
