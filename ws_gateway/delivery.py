"""Bring a part of an audience what it follows.

A browser that cannot be reached at once is disconnected, so that it comes back and asks for what it missed: its cursor
does not pass a batch while that is on its way (`dispatch`).
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol

import msgspec

from shared.adapters.threads import in_parallel
from shared.features.gateway.model import Delivery, Watcher
from shared.features.gateway.ports import BotDirectory, Postman, WatcherStore
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)

THREADS: Final = 48  # they wait for API Gateway, and signing takes them turns of some 200 µs


class Streaming(Postman, Protocol):
    def close(self, connection_id: str) -> None: ...


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What a part of a batch's audience is to be sent: the messages of each guild, in order."""

    delivery: Delivery
    watchers: list[Watcher]
    messages: dict[Snowflake, list[bytes]]


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How many browsers got their events, how many could not be reached, and how many parts another function took."""

    sent: int = 0
    lost: int = 0
    handed_over: int = 0


class Courier:
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

    def deliver(self, parcel: Parcel) -> Reached:
        """Send each connection what is for it, and cross the delivery out: everybody has it, or comes back for it."""

        def to_one(watchers: list[Watcher]) -> bool:
            return self._deliver_to_one(watchers, parcel)

        reached = in_parallel(to_one, _by_connection(parcel.watchers), pool="delivery", threads=THREADS)
        self._watchers.end(parcel.delivery)
        return Reached(sent=sum(reached), lost=len(reached) - sum(reached))

    def send_back(self, watchers: Iterable[Watcher]) -> None:
        """Let these browsers come back with their cursors."""
        in_parallel(
            self._disconnect,
            [followed[0] for followed in _by_connection(watchers)],
            pool="delivery",
            threads=THREADS,
        )

    def _deliver_to_one(self, watchers: list[Watcher], parcel: Parcel) -> bool:
        """Send one connection all that it follows, in order; return whether it is still there."""
        for watcher in watchers:
            try:
                self._send_to(watcher, parcel)
            except NotFoundError:
                self._forget(watcher)
                return False
            except UnavailableError:
                self._disconnect(watcher)
                return False
        return True

    def _send_to(self, watcher: Watcher, parcel: Parcel) -> None:
        if watcher.catch_up is not None:
            if watcher.catch_up.until < self._clock():
                raise UnavailableError  # its catch-up died
            if self._watchers.note_missed(watcher, parcel.delivery.batch_id):
                return
        for message in parcel.messages[watcher.guild_id]:
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


def _by_connection(watchers: Iterable[Watcher]) -> list[list[Watcher]]:
    grouped: dict[str, list[Watcher]] = {}
    for watcher in watchers:
        grouped.setdefault(watcher.connection_id, []).append(watcher)
    return list(grouped.values())
