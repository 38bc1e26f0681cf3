"""Who of many users are members, as the bot's index knows: a thousand in ten questions."""

from collections.abc import Callable, Collection
from typing import Final

from shared.adapters.threads import in_parallel
from shared.features.members.ports import Bots
from shared.kernel.commands import QueryMembers
from shared.kernel.errors import BotUnavailableError
from shared.kernel.member_lists import MAX_PAGE, MemberProfile, MemberSort
from shared.kernel.snowflakes import Snowflake

GATHERING_SECONDS: Final = 2.0  # after which asking again may help


class BotRoster:
    """See `Roster`."""

    def __init__(self, bots: Callable[[], Bots], bot_id: Snowflake) -> None:
        self._bots = bots
        self._bot_id = bot_id

    def members(self, guild_id: Snowflake, user_ids: Collection[Snowflake]) -> dict[Snowflake, MemberProfile]:
        ids = list(user_ids)
        asked = [ids[start : start + MAX_PAGE] for start in range(0, len(ids), MAX_PAGE)]
        found = in_parallel(lambda some: self._some(guild_id, some), asked, pool="roster", threads=4)
        return {member.user_id: member for some in found for member in some}

    def _some(self, guild_id: Snowflake, user_ids: list[Snowflake]) -> list[MemberProfile]:
        found: list[MemberProfile] = []
        cursor: str | None = ""
        while cursor is not None:
            query = QueryMembers(
                guild_id=guild_id, user_ids=user_ids, sort=MemberSort.CREATED, cursor=cursor, limit=MAX_PAGE
            )
            page = self._bots().members(self._bot_id, query)
            if page.progress is not None:
                raise BotUnavailableError(
                    "The bot is still gathering the members.", retry_after_seconds=GATHERING_SECONDS
                )
            found += page.items
            cursor = page.next_cursor
        return found
