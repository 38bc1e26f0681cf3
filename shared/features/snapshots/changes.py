"""What the bot reports makes snapshots out of date: they are forgotten before anybody is told of it."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final, Protocol

from shared.kernel.errors import StoreUnavailableError
from shared.kernel.events import Event, EventType
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

COUNTER_LIFETIME: Final = timedelta(minutes=5)  # longer than a snapshot that was read under it lives

_SHOWN: Final = frozenset(
    {
        *(EventType.CHANNEL_CREATE, EventType.CHANNEL_UPDATE, EventType.CHANNEL_DELETE),
        *(EventType.ROLE_CREATE, EventType.ROLE_UPDATE, EventType.ROLE_DELETE),
        *(EventType.GUILD_CREATE, EventType.GUILD_UPDATE, EventType.GUILD_DELETE, EventType.OWNER_CHANGE),
    }
)


class Counters(Protocol):
    def count(self, key: str, lifetime: timedelta) -> int:
        """Add one and return the sum; it is forgotten `lifetime` after the last time."""


class SnapshotChanges:
    """`counters` makes them: most batches change nothing that a snapshot shows."""

    def __init__(self, counters: Callable[[], Counters]) -> None:
        self._counters = counters

    def apply(self, events: Iterable[Event], bot_id: Snowflake) -> None:
        """Forget the guilds that these events show otherwise; without Redis nothing is remembered for long anyway."""
        for guild_id in sorted({event.guild_id for event in events if shows_change(event, bot_id)}):
            try:
                self._counters().count(count_key(guild_id), COUNTER_LIFETIME)
            except StoreUnavailableError:
                log.warning("snapshots.not_forgotten")
                return


def shows_change(event: Event, bot_id: Snowflake) -> bool:
    """Tell whether a snapshot from before this event shows something that is not so any more."""
    return event.type in _SHOWN or (event.type == EventType.MEMBER_UPDATE and event.user_id == bot_id)


def count_key(guild_id: Snowflake) -> str:
    """Name the counter of how often the guild was forgotten."""
    return f"snapshot:forgotten:{guild_id}"
