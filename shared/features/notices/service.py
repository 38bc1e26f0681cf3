"""Tell the pages of a guild that something changed."""

import logging
from collections.abc import Callable
from datetime import datetime

from shared.adapters.threads import in_parallel
from shared.features.gateway.model import Watcher
from shared.features.gateway.ports import Postman
from shared.features.notices.model import Notice
from shared.features.notices.ports import Followers
from shared.kernel import json
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import NoticeMessage

log = logging.getLogger(__name__)


class Notices:
    def __init__(self, followers: Followers, postman: Postman, clock: Callable[[], datetime]) -> None:
        self._followers = followers
        self._postman = postman
        self._clock = clock

    def tell(self, guild_id: Snowflake, notice: Notice) -> None:
        """Tell all who follow the guild live, where they can be reached; raise nothing.

        What is lost is no more than a page's next look at the same thing would find.
        """
        message = json.encode(NoticeMessage(guild_id=guild_id, topic=notice.topic, id=notice.id))

        def tell_one(watcher: Watcher) -> bool:
            try:
                self._postman.post(watcher.connection_id, message)
            except (NotFoundError, UnavailableError):
                return False
            return True

        try:
            watchers = self._followers.of_guilds({guild_id}, self._clock())
        except UnavailableError as error:
            log.warning("notice.lost", extra={"guild_id": guild_id, "topic": notice.topic}, exc_info=error.__cause__)
            return
        reached = in_parallel(tell_one, watchers, pool="notices")
        if watchers:
            log.info(
                "notice.told",
                extra={"guild_id": guild_id, "topic": notice.topic, "told": sum(reached), "of": len(reached)},
            )
