"""How a user is in a guild: the bot tells, or Discord where no bot does."""

from collections.abc import Callable
from typing import Protocol

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.members import Members
from shared.kernel.commands import MemberView
from shared.kernel.errors import BotTimeoutError, BotUnavailableError, DiscordNotFoundError
from shared.kernel.snowflakes import Snowflake


class Bots(Protocol):
    def member(self, bot_id: Snowflake, guild_id: Snowflake, user_id: Snowflake) -> MemberView:
        """Raise `BotUnavailableError` or `BotTimeoutError` where the bot that has the guild does not tell."""


class KnownMembers:
    def __init__(self, bots: Callable[[], Bots], client: DiscordClient, bot_id: Snowflake) -> None:
        self._bots = bots
        self._members = Members(client)
        self._bot_id = bot_id

    def member(self, guild_id: Snowflake, user_id: Snowflake) -> MemberView:
        """Return how a user is in the guild now; raise what Discord's client raises where nobody tells."""
        try:
            return self._bots().member(self._bot_id, guild_id, user_id)
        except (BotUnavailableError, BotTimeoutError):
            return self._asked(guild_id, user_id)

    def _asked(self, guild_id: Snowflake, user_id: Snowflake) -> MemberView:
        try:
            member = self._members.get(guild_id, user_id)
        except DiscordNotFoundError:
            return MemberView(member=False)
        return MemberView(member=True, role_ids=list(member.roles), timed_out_until=member.communication_disabled_until)
