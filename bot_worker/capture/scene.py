"""What is known when a payload comes: the moment, and the guild as it was before."""

from typing import Protocol

import msgspec

from bot_worker.known_members import MemberState
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.events import ChannelView, EmojiView, ThreadView
from shared.kernel.snowflakes import Snowflake


class ChannelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A channel, with what is compared but not told; an overwrite is (role or member, allowed, denied)."""

    view: ChannelView
    topic: str | None
    overwrites: frozenset[tuple[int, int, int]]


class RoleFacts(msgspec.Struct, frozen=True, kw_only=True):
    view: RoleView
    permissions: int


class VoiceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Where a member is in voice, and how."""

    channel_id: int | None = None
    mute: bool = False
    deaf: bool = False
    stream: bool = False
    video: bool = False


class GuildBefore(Protocol):
    """A guild as it is remembered, before what the payload tells; None and empty where it is not known."""

    @property
    def is_known(self) -> bool: ...

    @property
    def reads_audit_log(self) -> bool: ...

    @property
    def owner_id(self) -> int | None: ...

    @property
    def name_and_icon(self) -> tuple[str, str | None] | None: ...

    @property
    def member_count(self) -> int: ...

    def channel_name(self, channel_id: int) -> str: ...

    def channel(self, channel_id: int) -> ChannelFacts | None: ...

    def thread(self, thread_id: int) -> ThreadView | None: ...

    def role(self, role_id: int) -> RoleFacts | None: ...

    def is_bot(self, user_id: int) -> bool:
        """Whether a user was added as a bot: one that was given permissions then has a role of its own."""

    def emojis(self) -> list[EmojiView] | None: ...

    def voice(self, user_id: int) -> VoiceFacts: ...

    def member_view(self, user_id: int, state: MemberState) -> MemberView: ...


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """`now` is in milliseconds since 1970."""

    guild_id: Snowflake
    bot_id: Snowflake
    guild: GuildBefore
    now: int
    is_synced: bool
