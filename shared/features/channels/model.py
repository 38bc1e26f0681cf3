"""Channels as people see and change them."""

from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.actions.authors import Why
from shared.kernel.permissions import PermissionBits
from shared.kernel.snowflakes import Snowflake


class OverwriteKind(StrEnum):
    ROLE = "role"
    MEMBER = "member"


class ChannelOverwrite(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel allows and denies a role or a member."""

    id: Snowflake
    type: OverwriteKind
    allow: PermissionBits
    deny: PermissionBits


class DiscordChannel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel; `type` is Discord's number, `rate_limit_per_user` in seconds, overwrites by their id."""

    id: Snowflake
    guild_id: Snowflake
    type: int
    name: str
    position: int
    parent_id: Snowflake | None
    topic: str | None
    nsfw: bool
    rate_limit_per_user: int
    bitrate: int | None
    user_limit: int | None
    default_auto_archive_duration: int | None
    default_thread_rate_limit_per_user: int | None
    permission_overwrites: list[ChannelOverwrite]


class TreeChannel(msgspec.Struct, frozen=True, kw_only=True):
    """`is_private`: not everybody sees it; `is_locked`: not everybody may write, or speak, there."""

    id: Snowflake
    type: int
    name: str
    position: int
    parent_id: Snowflake | None
    nsfw: bool
    rate_limit_per_user: int
    is_private: bool
    is_locked: bool


class TreeBranch(TreeChannel, frozen=True, kw_only=True):
    """A category with its channels, or a channel that is in none."""

    children: list[TreeChannel]


class ChannelTree(msgspec.Struct, frozen=True, kw_only=True):
    """What the user can see, from top to bottom as Discord shows it; always whole."""

    items: list[TreeBranch]
    next_cursor: str | None


class ActiveThread(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    parent_id: Snowflake
    type: int
    name: str
    owner_id: Snowflake | None
    is_locked: bool
    message_count: int
    member_count: int


class ThreadList(msgspec.Struct, frozen=True, kw_only=True):
    """The threads that are not archived, in channels that the user can see."""

    items: list[ActiveThread]
    next_cursor: str | None


class ChannelEdit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change: what is left out stays as it is."""

    name: str | UnsetType = UNSET
    type: int | UnsetType = UNSET
    position: int | UnsetType = UNSET
    parent_id: Snowflake | UnsetType | None = UNSET
    topic: str | UnsetType | None = UNSET
    nsfw: bool | UnsetType = UNSET
    rate_limit_per_user: int | UnsetType = UNSET
    bitrate: int | UnsetType = UNSET
    user_limit: int | UnsetType = UNSET
    default_auto_archive_duration: int | UnsetType = UNSET
    default_thread_rate_limit_per_user: int | UnsetType = UNSET
    reason: Why | None = None


class NewChannel(ChannelEdit, frozen=True, kw_only=True):
    """A channel to create, with a name; a text channel unless `type` says otherwise."""

    permission_overwrites: list[ChannelOverwrite] = []


class ChannelMove(msgspec.Struct, frozen=True, kw_only=True):
    """Where a channel goes; `lock_permissions`: it takes over the overwrites of the category that it comes into."""

    id: Snowflake
    position: int
    parent_id: Snowflake | UnsetType | None = UNSET
    lock_permissions: bool = False


class ChannelMoves(msgspec.Struct, frozen=True, kw_only=True):
    """Channels that move in one step."""

    positions: list[ChannelMove]
    reason: Why | None = None
