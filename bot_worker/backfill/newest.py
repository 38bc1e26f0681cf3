"""The newest message and audit-log entry of each guild, noted as they are captured."""

from bot_worker.backfill.model import Cursor
from shared.kernel.events import Event, EventType

_MESSAGE = str(EventType.MESSAGE_CREATE)
_ENTRY = str(EventType.AUDIT_LOG_ENTRY)


class NewestIds:
    """`note` is called for every event, so it keeps the event's id as it is; `take` reads the ids."""

    def __init__(self) -> None:
        self._messages: dict[int, str] = {}
        self._entries: dict[int, str] = {}

    def note(self, event: Event) -> None:
        if event.type == _MESSAGE:
            self._messages[event.guild_id] = event.id
        elif event.type == _ENTRY:
            self._entries[event.guild_id] = event.id

    def take(self) -> list[Cursor]:
        """Return what is new since the last call, a cursor per guild."""
        messages, self._messages = self._messages, {}
        entries, self._entries = self._entries, {}
        return [
            Cursor(guild_id=guild_id, message_id=_number(messages, guild_id), entry_id=_number(entries, guild_id))
            for guild_id in {**messages, **entries}
        ]


def newer(one: Cursor, other: Cursor) -> Cursor:
    """Return a guild's newest ids of two."""
    return Cursor(
        guild_id=one.guild_id,
        message_id=max(one.message_id, other.message_id),
        entry_id=max(one.entry_id, other.entry_id),
    )


def _number(ids: dict[int, str], guild_id: int) -> int:
    return int(ids[guild_id].rpartition(":")[2]) if guild_id in ids else 0
