"""Messages of people: written, edited, deleted. They come in floods, and are decoded straight from their text."""

from datetime import datetime
from typing import Any, Final

import msgspec

from bot_worker.capture.drafts import make
from bot_worker.capture.payloads import Thing, User, author_of, created_ms, milliseconds, read
from bot_worker.capture.scene import Scene
from shared.kernel.event_ids import message_create_id, message_delete_bulk_id, message_update_id, once_id
from shared.kernel.events import (
    Event,
    EventType,
    MessageChannel,
    MessageCreateData,
    MessageDeleteBulkData,
    MessageDeleteData,
    MessageUpdateData,
)
from shared.kernel.snowflakes import Snowflake

_DEFAULT, _REPLY = 0, 19  # discord.com/developers/docs/resources/message#message-object-message-types
WRITTEN: Final = frozenset({_DEFAULT, _REPLY})


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    message_id: Snowflake | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """MESSAGE_CREATE and MESSAGE_UPDATE; of an update, nothing but the ids is certain to be there."""

    id: Snowflake
    channel_id: Snowflake
    guild_id: Snowflake | None = None
    author: User | None = None
    content: str | None = None
    type: int = _DEFAULT
    webhook_id: str | None = None
    edited_timestamp: datetime | None = None
    message_reference: Reference | None = None
    attachments: list[Thing] = []

    @property
    def is_of_a_person(self) -> bool:
        return (
            self.author is not None
            and not self.author.bot
            and self.webhook_id is None
            and self.type in WRITTEN
            and self.guild_id is not None
        )


class Deletion(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    channel_id: Snowflake


class BulkDeletion(msgspec.Struct, frozen=True, kw_only=True):
    ids: list[Snowflake]
    channel_id: Snowflake


def created(payload: dict[str, Any], scene: Scene) -> Event | None:
    return of_creation(read(payload, Message), scene)


def updated(payload: dict[str, Any], scene: Scene) -> Event | None:
    return of_update(read(payload, Message), scene)


def of_creation(message: Message, scene: Scene) -> Event | None:
    """Programs and webhooks are not people, and nobody wrote a join notice."""
    author = message.author
    if author is None or not message.is_of_a_person:
        return None
    reference = message.message_reference if message.type == _REPLY else None
    data = MessageCreateData(
        message_id=message.id,
        content=message.content or "",
        author=author_of(author),
        channel=_place(message.channel_id, scene),
        attachments=len(message.attachments),
        reply_to=None if reference is None else reference.message_id,
    )
    return make(
        EventType.MESSAGE_CREATE,
        message_create_id(message.id),
        scene,
        data,
        user_id=author.id,
        channel_id=message.channel_id,
        at=created_ms(message.id),
    )


def of_update(message: Message, scene: Scene) -> Event | None:
    """Discord sends an update without a new moment of editing when it has looked at a link: nobody edited."""
    author, edited = message.author, message.edited_timestamp
    if author is None or edited is None or message.content is None or not message.is_of_a_person:
        return None
    edited_at = milliseconds(edited)
    data = MessageUpdateData(
        message_id=message.id,
        content=message.content,
        author=author_of(author),
        channel=_place(message.channel_id, scene),
        edited_at=edited_at,
        attachments=len(message.attachments),
    )
    return make(
        EventType.MESSAGE_UPDATE,
        message_update_id(message.id, edited_at),
        scene,
        data,
        user_id=author.id,
        channel_id=message.channel_id,
        at=edited_at,
    )


def deleted(payload: dict[str, Any], scene: Scene) -> Event:
    gone = read(payload, Deletion)
    data = MessageDeleteData(message_id=gone.id, channel=_place(gone.channel_id, scene))
    event_id = once_id(EventType.MESSAGE_DELETE, gone.id)
    return make(EventType.MESSAGE_DELETE, event_id, scene, data, channel_id=gone.channel_id)


def deleted_in_bulk(payload: dict[str, Any], scene: Scene) -> Event:
    gone = read(payload, BulkDeletion)
    data = MessageDeleteBulkData(message_ids=gone.ids, channel=_place(gone.channel_id, scene))
    event_id = message_delete_bulk_id(gone.channel_id, gone.ids)
    return make(EventType.MESSAGE_DELETE_BULK, event_id, scene, data, channel_id=gone.channel_id)


def _place(channel_id: Snowflake, scene: Scene) -> MessageChannel:
    return MessageChannel(id=channel_id, name=scene.guild.channel_name(channel_id))
