"""Ask the bot that has a guild what it sees there."""

from datetime import timedelta
from typing import Final

from msgspec import UNSET, Raw

from shared.features.gateway.line import BotLine
from shared.features.gateway.ports import Replies
from shared.features.gateway.rules import reply_key
from shared.kernel import json
from shared.kernel.commands import Command, MemberView, QueryMembers, ReadMember, ReadRoles, RoleView, RoleViews
from shared.kernel.errors import BotTimeoutError, BotUnavailableError, InvalidInputError
from shared.kernel.member_lists import MemberPage
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import CommandResult

TIMEOUT: Final = timedelta(seconds=3)

_result: Final = json.Decoder(CommandResult)
_member: Final = json.Decoder(MemberView)
_roles: Final = json.Decoder(RoleViews)
_members: Final = json.Decoder(MemberPage)


class BotQuestions:
    """Raises `BotUnavailableError` where no bot can tell, `BotTimeoutError` where it does not answer in time."""

    def __init__(self, line: BotLine, replies: Replies) -> None:
        self._line = line
        self._replies = replies

    def member(self, bot_id: Snowflake, guild_id: Snowflake, user_id: Snowflake) -> MemberView:
        return _member.decode(self._ask(bot_id, ReadMember(guild_id=guild_id, user_id=user_id)))

    def roles(self, bot_id: Snowflake, guild_id: Snowflake) -> list[RoleView]:
        return _roles.decode(self._ask(bot_id, ReadRoles(guild_id=guild_id))).roles

    def members(self, bot_id: Snowflake, query: QueryMembers) -> MemberPage:
        """Find members; raise `InvalidInputError` for a cursor that is none."""
        return _members.decode(self._ask(bot_id, query))

    def _ask(self, bot_id: Snowflake, command: Command) -> Raw:
        answer = self._replies.wait(reply_key(bot_id, self._line.send(bot_id, command)), TIMEOUT)
        if answer is None:
            raise BotTimeoutError
        result = _result.decode(answer)
        if result.error == InvalidInputError.code:
            raise InvalidInputError
        if not result.ok or result.data is UNSET:
            raise BotUnavailableError
        return result.data
