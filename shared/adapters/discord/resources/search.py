"""Search in a guild's messages (discord.com/developers/docs/resources/message#search-guild-messages)."""

from typing import Final

import msgspec

from shared.adapters.discord.client import QueryValue
from shared.adapters.discord.payloads import Decoder, Payload, id_text
from shared.adapters.discord.resources.messages import Message
from shared.adapters.discord.resources.resource import Resource
from shared.kernel.errors import DiscordBusyError

PAGE: Final = 25


class MessageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; `min_id` and `max_id` bound the time. `offset` is at most 9975."""

    content: str | None = None
    author_ids: tuple[int, ...] = ()
    channel_ids: tuple[int, ...] = ()
    mentions: tuple[int, ...] = ()
    has: tuple[str, ...] = ()
    min_id: int | None = None
    max_id: int | None = None
    sort_order: str | None = None
    limit: int = PAGE
    offset: int = 0


class Found(Payload, frozen=True, kw_only=True):
    """Each match is the first of its list."""

    messages: tuple[tuple[Message, ...], ...] = ()
    total_results: int = 0
    doing_deep_historical_index: bool = False


class _Answer(Found, frozen=True, kw_only=True):
    """With status 202 it has a `retry_after` (seconds) instead: Discord's index of the guild is being built."""

    retry_after: float | None = None


_answer: Final = Decoder(_Answer)


class Search(Resource):
    def messages(self, guild_id: int, query: MessageQuery) -> Found:
        """Raise `DiscordBusyError` while Discord builds its index of the guild."""
        answer = self._read(_answer, "/guilds/{guild_id}/messages/search", _given(query), guild_id=guild_id)
        if answer.retry_after is not None:
            raise DiscordBusyError(retry_after_seconds=max(answer.retry_after, 1.0), details={"limit": "search_index"})
        return answer


def _given(query: MessageQuery) -> dict[str, QueryValue]:
    everything: dict[str, QueryValue] = {
        "content": query.content,
        "author_id": [str(each) for each in query.author_ids],
        "channel_id": [str(each) for each in query.channel_ids],
        "mentions": [str(each) for each in query.mentions],
        "has": list(query.has),
        "min_id": id_text(query.min_id),
        "max_id": id_text(query.max_id),
        "sort_order": query.sort_order,
        "limit": query.limit,
        "offset": query.offset,
    }
    return {name: value for name, value in everything.items() if value}
