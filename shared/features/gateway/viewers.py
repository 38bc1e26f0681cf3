"""Who looks at the same thing at the same time: told to just those who do, and as short-lived as what they follow."""

import logging
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial

from shared.adapters.threads import in_parallel
from shared.features.gateway.model import Shown, Watcher
from shared.features.gateway.ports import Postman, WatcherStore
from shared.kernel import json
from shared.kernel.errors import ConflictError, NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import Viewer
from shared.kernel.wire import Viewers as ViewersMessage

log = logging.getLogger(__name__)


class Viewers:
    """What nobody could be told of, they learn at the next change, or with their next keep-alive."""

    def __init__(self, watchers: WatcherStore, postman: Postman, clock: Callable[[], datetime]) -> None:
        self._watchers = watchers
        self._postman = postman
        self._clock = clock

    def show(self, watcher: Watcher, shown: Shown | None) -> None:
        """Note what a connection shows, and tell those who show the same, it among them, and those it leaves.

        Raise `ConflictError` where it does not follow the guild.
        """
        before = self._watchers.show(watcher, shown)
        now = None if shown is None else shown.subject
        self.tell(watcher.guild_id, {each for each in (before, now) if each is not None})

    def hide(self, watcher: Watcher) -> None:
        """Note that a connection shows nothing any more; one that is gone shows nothing anyway."""
        with suppress(ConflictError):
            self.show(watcher, None)

    def shown_by(self, connection_id: str, guild_ids: Collection[Snowflake]) -> list[Watcher]:
        """Return what of these guilds a connection shows."""
        found = self._watchers.of_guilds(guild_ids, self._clock()) if guild_ids else []
        return [watcher for watcher in found if watcher.connection_id == connection_id and watcher.shows is not None]

    def tell(self, guild_id: Snowflake, subjects: Collection[str]) -> None:
        """Tell everybody who shows one of these subjects who else does; raise nothing."""
        if not subjects:
            return
        try:
            watchers = self._watchers.of_guilds({guild_id}, self._clock())
        except UnavailableError:
            log.warning("viewers.not_told", extra={"guild_id": guild_id})
            return
        for subject in sorted(subjects):
            those = [watcher for watcher in watchers if watcher.shows is not None and watcher.shows.subject == subject]
            in_parallel(partial(self._tell_one, those), those, pool="notices")

    def _tell_one(self, those: Iterable[Watcher], one: Watcher) -> None:
        if one.shows is None:
            return
        others = {
            each.user_id: each.shows.name
            for each in those
            if each.shows is not None and each.user_id is not None and each.user_id != one.user_id
        }
        message = ViewersMessage(
            guild_id=one.guild_id,
            subject=one.shows.subject,
            viewers=[Viewer(user_id=user_id, name=name) for user_id, name in sorted(others.items())],
        )
        with suppress(NotFoundError, UnavailableError):
            self._postman.post(one.connection_id, json.encode(message))
