"""The scopes that an application may ask for."""

from collections.abc import Iterable

BOT = "bot"

# discord.com/developers/docs/topics/oauth2#shared-resources-oauth2-scopes
KNOWN: dict[str, str] = {
    "identify": "Access your username, avatar and banner",
    "email": "Access your email address",
    "guilds": "Know what servers you're in",
    "guilds.join": "Join servers for you",
    "guilds.members.read": "Read your member info (nickname, avatar, roles) for the servers you're in",
    "connections": "Access your third-party connections",
    "applications.commands": "Create commands in a server",
    BOT: "Add a bot to a server",
}


def parse(text: str) -> frozenset[str]:
    """Split a space-separated list of scopes."""
    return frozenset(text.split())


def are_valid(scopes: Iterable[str]) -> bool:
    """Tell whether every scope is known, and whether there is any."""
    asked = list(scopes)
    return bool(asked) and all(scope in KNOWN for scope in asked)


def join(scopes: Iterable[str]) -> str:
    """Write scopes as Discord does, in a stable order."""
    return " ".join(sorted(scopes))
