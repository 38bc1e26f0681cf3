"""What is written in a channel."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import ChannelPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, ReasonQuery, author_of, unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.conversations.model import BulkDeletion, ChannelMessage, MessagePage, NewMessageBody
from shared.kernel.snowflakes import Snowflake

routes = Routes("conversations")

_MESSAGES: Final = "/api/discord/channels/{channel_id}/messages"
_MESSAGE: Final = f"{_MESSAGES}/{{message_id}}"


class MessagesQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`cursor` is the `next_cursor` of the page before: a message's id, what was written before it follows."""

    cursor: Snowflake | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class MessagePath(msgspec.Struct, frozen=True, kw_only=True):
    channel_id: Snowflake
    message_id: Snowflake


@routes.route("GET", _MESSAGES, access=Access.CHANNEL, needs=GuildPermission.MODERATE, errors=READ_ERRORS)
def list_messages(call: Call, path: ChannelPath, query: MessagesQuery) -> MessagePage:
    """List a channel's messages as Discord has them, the newest first."""
    service = call.services.moderation.conversations
    return service.page(call.guild_id, call.user_id, path.channel_id, before=query.cursor, limit=query.limit)


@routes.route("POST", _MESSAGES, access=Access.CHANNEL, needs=GuildPermission.MODERATE, once=True, errors=WRITE_ERRORS)
def send_message(call: Call, path: ChannelPath, body: NewMessageBody) -> ChannelMessage:
    """Let the bot say something; it notifies only whom the request names."""
    return call.services.moderation.conversations.send(author_of(call, body.reason), path.channel_id, body)


@routes.route(
    "POST",
    f"{_MESSAGES}/bulk-delete",
    access=Access.CHANNEL,
    needs=GuildPermission.MODERATE,
    status=204,
    once=True,
    errors=WRITE_ERRORS,
)
def delete_messages(call: Call, path: ChannelPath, body: BulkDeletion) -> None:
    """Delete 2 to 100 messages of the last 14 days at once."""
    call.services.moderation.conversations.delete_many(author_of(call, body.reason), path.channel_id, body)


@routes.route(
    "DELETE",
    _MESSAGE,
    access=Access.CHANNEL,
    needs=GuildPermission.MODERATE,
    status=204,
    once=True,
    errors=WRITE_ERRORS,
)
def delete_message(call: Call, path: MessagePath, query: ReasonQuery) -> None:
    """Delete a message."""
    author = author_of(call, query.reason)
    call.services.moderation.conversations.delete(author, path.channel_id, path.message_id, unchanged_for(call))
