"""Lists of members: of the bot, which knows them all; of Discord where no bot answers."""

import re
from collections.abc import Callable
from typing import Final

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.members import Members
from shared.features.members.model import MemberList, MemberSource
from shared.features.members.ports import Bots
from shared.features.members.views import listed, page_of_bot
from shared.kernel.commands import QueryMembers
from shared.kernel.errors import BotTimeoutError, BotUnavailableError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

_OF_DISCORD: Final = re.compile(r"after-([1-9][0-9]{0,18})")  # the bot's own cursors have no hyphen there


class MemberLists:
    """`bots` is made when it is first needed."""

    def __init__(self, client: Callable[[], DiscordClient], bots: Callable[[], Bots], bot_id: Snowflake) -> None:
        self._client = client
        self._bots = bots
        self._bot_id = bot_id

    def page(self, query: QueryMembers) -> MemberList:
        """Return a page of who a filter finds. A list that Discord began, it ends.

        Raise `InvalidInputError` for a cursor that is none, `BotUnavailableError` or `BotTimeoutError` in the middle
        of the bot's list, and what Discord's client raises.
        """
        if _OF_DISCORD.fullmatch(query.cursor):
            return self._of_discord(query)
        try:
            return self.page_of_bot(query)
        except (BotUnavailableError, BotTimeoutError):
            if query.cursor:
                raise
            return self._of_discord(query)

    def page_of_bot(self, query: QueryMembers) -> MemberList:
        """Return a page that nobody but the bot can tell; raise as it does."""
        return page_of_bot(self._bots().members(self._bot_id, query))

    def _of_discord(self, query: QueryMembers) -> MemberList:
        """Of all filters Discord knows the beginning of a name only."""
        members = Members(self._client())
        following = _OF_DISCORD.fullmatch(query.cursor)
        after = parse_snowflake(following[1]) if following else 0
        if query.text and not after:
            found, is_last = members.search(query.guild_id, query.text, limit=query.limit), True
        else:
            found = members.page(query.guild_id, after=after, limit=query.limit)
            is_last = len(found) < query.limit
        return MemberList(
            items=[listed(member) for member in found],
            next_cursor=None if is_last else f"after-{found[-1].user.id}",
            total=None,
            source=MemberSource.DISCORD,
            progress=None,
        )
