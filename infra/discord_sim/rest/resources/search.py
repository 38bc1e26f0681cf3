"""Searching a guild's messages."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from infra.discord_sim.rest import visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.routes import Answer, Routes
from infra.discord_sim.world import permissions, render
from infra.discord_sim.world.model import Guild, Message
from infra.discord_sim.world.permissions import Permission

routes = Routes()

_READ = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for; several values of one name mean any of them."""

    content: Annotated[str, Meta(max_length=1024)] | None = None
    author_id: list[Id] = []
    mentions: list[Id] = []
    channel_id: list[Id] = []
    has: list[str] = []
    min_id: Id | None = None
    max_id: Id | None = None
    pinned: bool | None = None
    mention_everyone: bool | None = None
    sort_order: Literal["asc", "desc"] = "desc"
    limit: Annotated[int, Meta(ge=1, le=25)] = 25
    offset: Annotated[int, Meta(ge=0, le=9975)] = 0


@routes.get("/guilds/{guild_id}/messages/search")
def guild_search(call: Call) -> Answer:
    """Find messages in the channels that the caller may read."""
    query = call.query(SearchQuery)
    guild = visibility.guild(call)
    found = [one for one in _readable(call, guild, query) if _matches(one, query)]
    found.sort(key=lambda one: one.id, reverse=query.sort_order == "desc")
    page = found[query.offset : query.offset + query.limit]
    return {
        "messages": [[render.message(call.world, one) | {"hit": True}] for one in page],
        "doing_deep_historical_index": False,
        "total_results": len(found),
    }


def _readable(call: Call, guild: Guild, query: SearchQuery) -> list[Message]:
    member, now = guild.members[call.actor.user_id], call.world.clock.now()
    return [
        message
        for channel in guild.channels.values()
        if not query.channel_id or channel.id in query.channel_id
        if _READ in permissions.in_channel(guild, channel, member, now)
        for message in call.world.messages.get(channel.id, {}).values()
        if message.ephemeral_for is None
    ]


def _matches(one: Message, query: SearchQuery) -> bool:
    words = (query.content or "").lower().split()
    return (
        all(word in one.content.lower() for word in words)
        and (not query.author_id or one.author_id in query.author_id)
        and (not query.mentions or bool(set(one.mention_ids) & set(query.mentions)))
        and (query.min_id is None or one.id > query.min_id)
        and (query.max_id is None or one.id < query.max_id)
        and (query.pinned is None or one.pinned is query.pinned)
        and (query.mention_everyone is None or one.mention_everyone is query.mention_everyone)
        and all(_has(one, thing) for thing in query.has)
    )


def _has(one: Message, thing: str) -> bool:
    present = {"file": bool(one.attachments), "embed": bool(one.embeds), "link": "://" in one.content}
    wanted = thing.removeprefix("-")
    return present.get(wanted, False) is not thing.startswith("-")
