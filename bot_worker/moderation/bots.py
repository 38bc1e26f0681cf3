"""Answers the services' questions about members from what this very worker knows: nobody is asked over the network."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Final, Protocol, TypeVar

from shared.kernel.commands import MemberView, QueryMembers
from shared.kernel.errors import BotTimeoutError, BotUnavailableError, DiscordUnavailableError, NotFoundError
from shared.kernel.member_lists import MemberPage
from shared.kernel.snowflakes import Snowflake

ANSWER_SECONDS: Final = 3.0  # of the event loop, which may ask Discord: as long as the API waits for a bot

R = TypeVar("R")


class Guilds(Protocol):
    async def member(self, guild_id: int, user_id: int) -> MemberView: ...


class Index(Protocol):
    async def query(self, query: QueryMembers) -> MemberPage: ...


class OwnBots:
    """Called by threads; never by the event loop, which would wait for itself. Stands where the API has `BotQuestions`.

    All raise `BotUnavailableError` for a guild that this worker does not have, and where it cannot tell.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, guilds: Guilds, index: Index) -> None:
        self._loop = loop
        self._guilds = guilds
        self._index = index

    def member(self, bot_id: Snowflake, guild_id: Snowflake, user_id: Snowflake) -> MemberView:  # noqa: ARG002 - ours is the only one
        return self._ask(lambda: self._guilds.member(guild_id, user_id))

    def members(self, bot_id: Snowflake, query: QueryMembers) -> MemberPage:  # noqa: ARG002 - as above
        return self._ask(lambda: self._index.query(query))

    def _ask(self, question: Callable[[], Coroutine[Any, Any, R]]) -> R:
        answer = asyncio.run_coroutine_threadsafe(question(), self._loop)
        try:
            return answer.result(ANSWER_SECONDS)
        except FutureTimeoutError as error:
            answer.cancel()
            raise BotTimeoutError from error
        except (NotFoundError, DiscordUnavailableError) as error:
            raise BotUnavailableError from error
