"""Messages, and what hangs on them."""

from datetime import datetime
from typing import Any

import msgspec

from infra.discord_sim.world.kinds import MessageType


class Attachment(msgspec.Struct, kw_only=True):
    """A file on a message; its bytes are in the CDN under its id."""

    id: int
    filename: str
    size: int
    content_type: str | None = None
    description: str | None = None


class Reaction(msgspec.Struct, kw_only=True):
    """One emoji under a message and who put it there. `emoji_id` is None for Unicode emojis."""

    emoji_name: str
    emoji_id: int | None = None
    user_ids: list[int] = []


class Message(msgspec.Struct, kw_only=True):
    """A message. `embeds` and `components` are kept as they were sent, after checking.

    `author_id` is the webhook's id where `webhook_id` is set, with `webhook_name`/`webhook_avatar` for its looks.
    """

    id: int
    channel_id: int
    author_id: int
    content: str = ""
    guild_id: int | None = None
    type: MessageType = MessageType.DEFAULT
    edited_at: datetime | None = None
    mention_ids: list[int] = []
    mention_roles: list[int] = []
    mention_everyone: bool = False
    attachments: list[Attachment] = []
    embeds: list[dict[str, Any]] = []
    components: list[dict[str, Any]] = []
    reactions: list[Reaction] = []
    flags: int = 0
    pinned_at: datetime | None = None
    tts: bool = False
    nonce: str | int | None = None
    webhook_id: int | None = None
    webhook_name: str | None = None
    webhook_avatar: str | None = None
    application_id: int | None = None
    reference_channel_id: int | None = None
    reference_id: int | None = None
    thread_id: int | None = None
    interaction_id: int | None = None
    ephemeral_for: int | None = None

    @property
    def pinned(self) -> bool:
        """Tell whether the message is pinned."""
        return self.pinned_at is not None
