"""The data of events about messages. What people wrote is in `content`, and nowhere else."""

import msgspec

from shared.kernel.snowflakes import Snowflake


class MessageAuthor(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    username: str
    global_name: str | None
    avatar: str | None


class MessageChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel or thread; `name` is empty where the bot does not know it."""

    id: Snowflake
    name: str


class MessageCreateData(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a person; `content` is None where the guild does not let us keep it."""

    message_id: Snowflake
    content: str | None
    author: MessageAuthor
    channel: MessageChannel
    attachments: int = 0
    reply_to: Snowflake | None = None
    truncated: bool = False


class MessageUpdateData(msgspec.Struct, frozen=True, kw_only=True):
    """A person edited their message; `content` is what it says now, `edited_at` in milliseconds since 1970."""

    message_id: Snowflake
    content: str | None
    author: MessageAuthor
    channel: MessageChannel
    edited_at: int
    attachments: int = 0
    truncated: bool = False


class MessageDeleteData(msgspec.Struct, frozen=True, kw_only=True):
    """A message is gone. Discord does not tell whose it was, nor who deleted it."""

    message_id: Snowflake
    channel: MessageChannel


class MessageDeleteBulkData(msgspec.Struct, frozen=True, kw_only=True):
    message_ids: list[Snowflake]
    channel: MessageChannel
