"""Messages (discord.com/developers/docs/resources/message)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from shared.adapters.discord.client import QueryValue
from shared.adapters.discord.payloads import UNSET, Decoder, Payload, Unset, id_text
from shared.adapters.discord.resources.resource import MODERATION, USUAL_WRITE, Resource, Write
from shared.adapters.discord.resources.users import User
from shared.kernel.snowflakes import Snowflake

PAGE: Final = 100


class Attachment(Payload, frozen=True, kw_only=True):
    id: Snowflake
    filename: str
    size: int
    url: str
    content_type: str | None = None


class MessageReference(Payload, frozen=True, kw_only=True):
    message_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    guild_id: Snowflake | None = None


class Message(Payload, frozen=True, kw_only=True):
    """`embeds` are as Discord has them."""

    id: Snowflake
    channel_id: Snowflake
    author: User
    content: str = ""
    timestamp: datetime
    edited_timestamp: datetime | None = None
    type: int = 0
    pinned: bool = False
    flags: int = 0
    webhook_id: Snowflake | None = None
    mentions: tuple[User, ...] = ()
    mention_roles: tuple[Snowflake, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    embeds: tuple[dict[str, Any], ...] = ()
    message_reference: MessageReference | None = None


class AllowedMentions(Payload, frozen=True, kw_only=True):
    """Whom a message may notify; by default nobody, whatever it says."""

    parse: tuple[str, ...] = ()
    users: tuple[Snowflake, ...] = ()
    roles: tuple[Snowflake, ...] = ()
    replied_user: bool = False


NOBODY: Final = AllowedMentions()


class NewMessage(Payload, frozen=True, kw_only=True):
    """With a `nonce` of at most 25 characters, sending it twice within minutes is as good as once."""

    content: str | Unset = UNSET
    embeds: tuple[dict[str, Any], ...] | Unset = UNSET
    components: tuple[dict[str, Any], ...] | Unset = UNSET
    message_reference: MessageReference | Unset = UNSET
    flags: int | Unset = UNSET
    allowed_mentions: AllowedMentions = NOBODY
    nonce: str | Unset = UNSET
    enforce_nonce: bool | Unset = UNSET


class MessageEdit(Payload, frozen=True, kw_only=True):
    content: str | Unset | None = UNSET
    embeds: tuple[dict[str, Any], ...] | Unset = UNSET
    components: tuple[dict[str, Any], ...] | Unset = UNSET
    flags: int | Unset = UNSET
    allowed_mentions: AllowedMentions = NOBODY


class _Ids(Payload, frozen=True, kw_only=True):
    messages: tuple[Snowflake, ...]


_message: Final = Decoder(Message)
_messages: Final = Decoder(list[Message])
_MESSAGES: Final = "/channels/{channel_id}/messages"
_MESSAGE: Final = f"{_MESSAGES}/{{message_id}}"


class Messages(Resource):
    def page(
        self,
        channel_id: int,
        *,
        before: int | None = None,
        after: int | None = None,
        around: int | None = None,
        limit: int = PAGE,
    ) -> list[Message]:
        """Return messages, the newest first."""
        query: dict[str, QueryValue] = {
            "limit": limit,
            "before": id_text(before),
            "after": id_text(after),
            "around": id_text(around),
        }
        return self._read(_messages, _MESSAGES, query, channel_id=channel_id)

    def get(self, channel_id: int, message_id: int) -> Message:
        return self._read(_message, _MESSAGE, channel_id=channel_id, message_id=message_id)

    def send(self, channel_id: int, message: NewMessage) -> Message:
        """Send a message; it is sent again after trouble only where its nonce makes that safe."""
        how = USUAL_WRITE
        if message.nonce is not UNSET:
            message, how = msgspec.structs.replace(message, enforce_nonce=True), Write(is_repeatable=True)
        return self._write(_message, f"POST {_MESSAGES}", message, how, channel_id=channel_id)

    def edit(self, channel_id: int, message_id: int, change: MessageEdit) -> Message:
        return self._write(_message, f"PATCH {_MESSAGE}", change, channel_id=channel_id, message_id=message_id)

    def delete(self, channel_id: int, message_id: int) -> None:
        self._tell(f"DELETE {_MESSAGE}", None, MODERATION, channel_id=channel_id, message_id=message_id)

    def bulk_delete(self, channel_id: int, message_ids: Sequence[int]) -> None:
        """Delete 2–100 messages of the last 14 days."""
        body = _Ids(messages=tuple(Snowflake(message_id) for message_id in message_ids))
        how = Write(lane=MODERATION.lane, is_repeatable=True)  # what is deleted already is passed over
        self._tell(f"POST {_MESSAGES}/bulk-delete", body, how, channel_id=channel_id)
