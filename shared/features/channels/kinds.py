"""Kinds of channels (discord.com/developers/docs/resources/channel#channel-object-channel-types)."""

from typing import Final

from shared.kernel.permissions import Permission

TEXT: Final = 0
VOICE: Final = 2
CATEGORY: Final = 4
ANNOUNCEMENT: Final = 5
STAGE: Final = 13
FORUM: Final = 15
MEDIA: Final = 16

SPOKEN: Final = frozenset({VOICE, STAGE})
WRITTEN: Final = frozenset({TEXT, ANNOUNCEMENT})
POSTED: Final = frozenset({FORUM, MEDIA})  # every post is a thread
KNOWN: Final = SPOKEN | WRITTEN | POSTED | {CATEGORY}


def key_permission(kind: int) -> Permission:
    """Return what it takes to take part in such a channel."""
    return Permission.CONNECT if kind in SPOKEN else Permission.SEND_MESSAGES
