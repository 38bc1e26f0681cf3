"""Notices that wait until whoever makes them has answered."""

from collections import deque
from collections.abc import Callable
from typing import Final

from shared.features.notices.model import Notice
from shared.features.notices.ports import Teller
from shared.kernel.snowflakes import Snowflake

MOST: Final = 3  # notices of a guild that are told one by one


class LaterNotices:
    """Safe between threads. What is not told when the process ends is lost, as any notice may be."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Snowflake, Notice]] = deque()

    def tell(self, guild_id: Snowflake, notice: Notice) -> None:
        self._waiting.append((guild_id, notice))

    def tell_now(self, teller: Callable[[], Teller]) -> None:
        """Tell what waits, each notice once; of many cases of a guild, only that there are some.

        Who tells is made only where something waits.
        """
        waiting: dict[Snowflake, dict[Notice, None]] = {}
        while self._waiting:
            guild_id, notice = self._waiting.popleft()
            waiting.setdefault(guild_id, {})[notice] = None
        for guild_id, notices in waiting.items():
            topics = {notice.topic for notice in notices}
            few = list(notices) if len(notices) <= MOST else [Notice(topic=topic) for topic in sorted(topics)]
            for notice in few:
                teller().tell(guild_id, notice)
