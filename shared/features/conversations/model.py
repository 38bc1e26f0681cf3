"""Messages as a moderator sees and changes them. What they say is in no log and in no action."""

from datetime import datetime
from typing import Annotated

import msgspec

from shared.features.actions.authors import Why
from shared.features.members.people import Person
from shared.kernel.snowflakes import Snowflake

LONGEST = 2_000  # discord.com/developers/docs/resources/message#create-message
MOST_AT_ONCE = 100

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """`size` in bytes."""

    filename: str
    size: int
    url: str
    content_type: str | None


class ChannelMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message; `embeds`: how many it has."""

    id: Snowflake
    channel_id: Snowflake
    author: Person
    content: str
    created_at: datetime
    edited_at: datetime | None
    pinned: bool
    reply_to: Snowflake | None
    attachments: list[AttachedFile]
    embeds: int


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first."""

    items: list[ChannelMessage]
    next_cursor: str | None


class NewMessageBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bot is to say. It notifies nobody but those in `mention_user_ids` and `mention_role_ids`."""

    content: Text
    reply_to: Snowflake | None = None
    mention_user_ids: Annotated[list[Snowflake], msgspec.Meta(max_length=100)] = []
    mention_role_ids: Annotated[list[Snowflake], msgspec.Meta(max_length=100)] = []
    reason: Why | None = None


class BulkDeletion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """2 to 100 messages, none of them older than 14 days."""

    message_ids: list[Snowflake]
    reason: Why | None = None
