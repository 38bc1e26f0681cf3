"""Lists come from the bot, or from Discord and then they say so."""

from typing import cast

import pytest

from shared.adapters.discord.client import DiscordClient
from shared.features.members.lists import MemberLists
from shared.features.members.model import MemberSource
from shared.kernel.commands import QueryMembers
from shared.kernel.errors import AppError, BotTimeoutError, BotUnavailableError, InvalidInputError
from shared.kernel.member_lists import MemberPage, MemberProfile
from shared.kernel.snowflakes import Snowflake

BOT = Snowflake(9)
QUERY = QueryMembers(guild_id=Snowflake(1), cursor="where the bot was")


class Bots:
    """A bot that answers so."""

    def __init__(self, answer: MemberPage | AppError) -> None:
        self._answer = answer

    def members(self, bot_id: Snowflake, query: QueryMembers) -> MemberPage:
        assert bot_id == BOT
        assert query.guild_id
        if isinstance(self._answer, AppError):
            raise self._answer
        return self._answer


def lists(answer: MemberPage | AppError) -> MemberLists:
    def nobody() -> DiscordClient:
        raise AssertionError("Discord is not asked")

    return MemberLists(cast("type[DiscordClient]", nobody), lambda: Bots(answer), BOT)


def test_the_bot_s_page_is_handed_on_with_its_total() -> None:
    ada = MemberProfile(user_id=Snowflake(5), username="ada", role_ids=[Snowflake(8), Snowflake(7)])

    page = lists(MemberPage(items=[ada], total=3, next_cursor="more")).page(QUERY)

    assert (page.source, page.total, page.next_cursor, page.progress) == (MemberSource.BOT, 3, "more", None)
    assert (page.items[0].username, page.items[0].role_ids, page.items[0].bot) == ("ada", [7, 8], False)


def test_while_the_bot_gathers_there_are_none_and_nobody_counts() -> None:
    page = lists(MemberPage(progress=0.25)).page(QUERY)

    assert (page.items, page.total, page.progress) == ([], None, 0.25)


@pytest.mark.parametrize("error", [BotUnavailableError, BotTimeoutError, InvalidInputError])
def test_a_list_that_the_bot_began_nobody_else_goes_on_with(error: type[AppError]) -> None:
    with pytest.raises(error):
        lists(error()).page(QUERY)


def test_who_has_a_role_only_the_bot_knows() -> None:
    with pytest.raises(BotUnavailableError):
        lists(BotUnavailableError()).page_of_bot(QUERY)
