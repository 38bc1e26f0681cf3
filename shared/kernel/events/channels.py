"""The data of events about channels and threads, and about what belongs to a channel or a guild."""

import msgspec

from shared.kernel.events.members import UserView
from shared.kernel.events.messages import MessageChannel
from shared.kernel.snowflakes import Snowflake


class ChannelView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A channel; `type` is Discord's number. Slowmode is in seconds."""

    id: Snowflake
    name: str
    type: int
    parent_id: Snowflake | None = None
    position: int = 0
    nsfw: bool = False
    slowmode: int = 0


class ChannelData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The data of channel_create, channel_update and channel_delete.

    `before` is known of updates; `changed` are the fields that differ, `topic` and `permissions` (overwrites) among
    them, whose values are not told.
    """

    channel: ChannelView
    before: ChannelView | None = None
    changed: list[str] = []


class ThreadView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A thread; its delete tells no more than id, type and parent where the bot had not seen it."""

    id: Snowflake
    type: int
    parent_id: Snowflake | None = None
    name: str = ""
    owner_id: Snowflake | None = None
    archived: bool = False
    locked: bool = False
    slowmode: int = 0


class ThreadData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The data of thread_create, thread_update and thread_delete; as `ChannelData`."""

    thread: ThreadView
    before: ThreadView | None = None
    changed: list[str] = []


class InviteCreateData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`max_age` in seconds, 0 for ever; `max_uses` 0 for as many as like."""

    code: str
    channel: MessageChannel
    inviter: UserView | None = None
    max_age: int = 0
    max_uses: int = 0
    temporary: bool = False


class InviteDeleteData(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    channel: MessageChannel


class WebhooksUpdateData(msgspec.Struct, frozen=True, kw_only=True):
    """Webhooks of this channel changed; the audit log's entry tells how."""

    channel: MessageChannel


class EmojiView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: Snowflake
    name: str
    animated: bool = False


class EmojiRename(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    before: str
    after: str


class EmojisUpdateData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What changed among a guild's emojis, of which there are `count` now."""

    count: int
    added: list[EmojiView] = []
    removed: list[EmojiView] = []
    renamed: list[EmojiRename] = []


class VoiceStateData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member in voice. `channel` None: they are in none any more; `before` None: they were in none.

    `changed` are `channel`, and by a moderator `mute` and `deaf`, or by themselves `stream` and `video`.
    """

    user_id: Snowflake
    user: UserView | None = None
    channel: MessageChannel | None = None
    before: MessageChannel | None = None
    changed: list[str] = []
    mute: bool = False
    deaf: bool = False
    stream: bool = False
    video: bool = False
