"""What a guild wants recorded."""

from collections.abc import Collection
from typing import Final

from shared.features.events.settings import EventSettings
from shared.kernel.events import EventType
from shared.kernel.snowflakes import Snowflake

_IN_A_CHANNEL: Final = frozenset(
    {
        *(EventType.MESSAGE_CREATE, EventType.MESSAGE_UPDATE),
        *(EventType.MESSAGE_DELETE, EventType.MESSAGE_DELETE_BULK),
        EventType.VOICE_STATE_UPDATE,
    }
)


def may_be_unwanted(kind: str) -> bool:
    """Whether settings can keep events of this kind out at all: access and moderation hang on all others."""
    return kind in _IN_A_CHANNEL


def is_wanted(settings: EventSettings, kind: str, places: Collection[Snowflake]) -> bool:
    """Whether to record an event in these places: its channel, and what that is part of."""
    match kind:
        case EventType.VOICE_STATE_UPDATE if not settings.record_voice:
            return False
        case EventType.MESSAGE_UPDATE if not settings.record_message_edits:
            return False
        case EventType.MESSAGE_DELETE | EventType.MESSAGE_DELETE_BULK if not settings.record_message_deletions:
            return False
    return not (may_be_unwanted(kind) and any(place in settings.ignored_channel_ids for place in places))
