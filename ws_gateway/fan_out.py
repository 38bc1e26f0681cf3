"""Send a committed batch to the browsers that follow its guilds.

This happens before the batch's ack: the bot sends its next batch only then, so no browser gets two batches in the wrong
order, and a function that dies here is followed by the same batch again. A browser that cannot be reached at once is
disconnected, so that it comes back and asks for what it missed.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Protocol

import msgspec

from shared.adapters.threads import in_parallel
from shared.features.events.model import CommittedBatch
from shared.features.events.rules.frames import frames
from shared.features.events.rules.segments import by_guild, with_cursors
from shared.features.gateway.model import Watcher
from shared.features.gateway.ports import BotDirectory, Postman, WatcherStore
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.kernel.events import NO_GUILD
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)


class Streaming(Postman, Protocol):
    def close(self, connection_id: str) -> None: ...


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How many browsers got their events, and how many could not be reached."""

    sent: int
    lost: int


class FanOut:
    def __init__(
        self,
        connections: BotDirectory,
        watchers: WatcherStore,
        streaming: Streaming,
        clock: Callable[[], datetime],
    ) -> None:
        self._connections = connections
        self._watchers = watchers
        self._streaming = streaming
        self._clock = clock

    def send(self, batch: CommittedBatch) -> Reached:
        guilds = {guild_id: events for guild_id, events in by_guild(batch.events).items() if guild_id != NO_GUILD}
        if not guilds:
            return Reached(sent=0, lost=0)
        now = self._clock()
        followed = self._watchers.of_guilds(guilds.keys(), now)
        messages = {
            guild_id: list(frames(guild_id, with_cursors(batch.batch_id, guilds[guild_id])))
            for guild_id in {watcher.guild_id for watcher in followed}
        }
        deliveries = [
            _Delivery(batch_id=batch.batch_id, now=now, watchers=watchers, messages=messages)
            for watchers in _by_connection(followed)
        ]
        reached = in_parallel(self._deliver, deliveries)
        return Reached(sent=sum(reached), lost=len(reached) - sum(reached))

    def _deliver(self, delivery: "_Delivery") -> bool:
        """Send one connection all that it follows, in order; return whether it is still there."""
        for watcher in delivery.watchers:
            try:
                self._send_to(watcher, delivery)
            except NotFoundError:
                self._forget(watcher)
                return False
            except UnavailableError:
                self._disconnect(watcher)
                return False
        return True

    def _send_to(self, watcher: Watcher, delivery: "_Delivery") -> None:
        if watcher.catch_up is not None:
            if watcher.catch_up.until < delivery.now:
                raise UnavailableError  # its catch-up died
            if self._watchers.note_missed(watcher, delivery.batch_id):
                return
        for message in delivery.messages[watcher.guild_id]:
            self._streaming.post(watcher.connection_id, message)

    def _disconnect(self, watcher: Watcher) -> None:
        log.info("browser.disconnected", extra={"connection_id": watcher.connection_id})
        with suppress(NotFoundError, UnavailableError):
            self._streaming.close(watcher.connection_id)
        self._forget(watcher)

    def _forget(self, watcher: Watcher) -> None:
        """Remove the connection, and this watcher, which may have been left behind alone."""
        self._connections.forget(watcher.connection_id)
        self._watchers.remove(watcher)


class _Delivery(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: str
    now: datetime
    watchers: list[Watcher]
    messages: dict[Snowflake, list[bytes]]


def _by_connection(watchers: Iterable[Watcher]) -> list[list[Watcher]]:
    grouped: dict[str, list[Watcher]] = {}
    for watcher in watchers:
        grouped.setdefault(watcher.connection_id, []).append(watcher)
    return list(grouped.values())
