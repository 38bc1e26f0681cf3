"""What members need from outside."""

from typing import Protocol

from shared.kernel.commands import QueryMembers
from shared.kernel.member_lists import MemberPage
from shared.kernel.snowflakes import Snowflake


class Bots(Protocol):
    def members(self, bot_id: Snowflake, query: QueryMembers) -> MemberPage:
        """Raise `BotUnavailableError` or `BotTimeoutError`, and `InvalidInputError` for a cursor that is none."""
