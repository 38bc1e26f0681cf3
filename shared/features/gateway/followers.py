"""Who follows a guild live, and how that ends when their access does."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from shared.adapters.threads import in_parallel
from shared.features.gateway.model import Watcher
from shared.features.gateway.ports import Closing, Postman, WatcherStore
from shared.features.gateway.viewers import Viewers
from shared.kernel import json
from shared.kernel.errors import GuildForbiddenError, NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.tracing import request_id
from shared.kernel.wire import ErrorMessage

log = logging.getLogger(__name__)


class Streaming(Postman, Closing, Protocol):
    """Sends to connections, and ends them."""


class GuildFollowers:
    def __init__(self, watchers: WatcherStore, streaming: Streaming, clock: Callable[[], datetime]) -> None:
        self._watchers = watchers
        self._streaming = streaming
        self._clock = clock
        self._viewers = Viewers(watchers, streaming, clock)

    def end(self, guild_id: Snowflake, user_ids: Iterable[Snowflake]) -> None:
        """End what these users follow of this guild, and tell them."""
        lost = set(user_ids)
        in_parallel(self.end_one, [watcher for watcher in self._of(guild_id) if watcher.user_id in lost])

    def ask_anew(self, guild_id: Snowflake) -> None:
        """Let all who follow the guild come back: a connection that ends asks for its guilds anew, from its cursor."""
        in_parallel(self._disconnect, self._of(guild_id))

    def end_one(self, watcher: Watcher) -> None:
        """End what a connection follows, and tell it."""
        self._watchers.remove(watcher)
        log.info("guild.taken_away", extra={"guild_id": watcher.guild_id, "connection_id": watcher.connection_id})
        message = ErrorMessage(
            code=GuildForbiddenError.code,
            message=GuildForbiddenError.message,
            request_id=request_id.get(),
            guild_id=watcher.guild_id,
        )
        with suppress(NotFoundError, UnavailableError):
            self._streaming.post(watcher.connection_id, json.encode(message))
        if watcher.shows is not None:
            self._viewers.tell(watcher.guild_id, {watcher.shows.subject})

    def _of(self, guild_id: Snowflake) -> list[Watcher]:
        return self._watchers.of_guilds({guild_id}, self._clock())

    def _disconnect(self, watcher: Watcher) -> None:
        log.info("browser.asked_anew", extra={"connection_id": watcher.connection_id})
        try:
            self._streaming.close(watcher.connection_id)
        except (NotFoundError, UnavailableError):
            self._watchers.remove(watcher)
