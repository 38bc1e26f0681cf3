"""Roles as people see and change them."""

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.actions.authors import Why
from shared.features.snapshots.refusals import Refusal
from shared.kernel.permissions import PermissionBits
from shared.kernel.snowflakes import Snowflake


class DiscordRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role; @everyone has the guild's id. `color` is 0xRRGGBB, 0 for none; `bot_id`: the bot whose own role it is."""

    id: Snowflake
    name: str
    color: int
    hoist: bool
    mentionable: bool
    managed: bool
    position: int
    permissions: PermissionBits
    unicode_emoji: str | None
    bot_id: Snowflake | None


class ListedRole(DiscordRole, frozen=True, kw_only=True):
    """`locked` says why the user cannot change it; null where they can."""

    locked: Refusal | None


class DiscordRoles(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, the highest first and @everyone last."""

    items: list[ListedRole]
    next_cursor: str | None


class RoleEdit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change: what is left out stays as it is. Of @everyone only the permissions can change."""

    name: str | UnsetType = UNSET
    color: int | UnsetType = UNSET
    hoist: bool | UnsetType = UNSET
    mentionable: bool | UnsetType = UNSET
    permissions: PermissionBits | UnsetType = UNSET
    reason: Why | None = None


class NewRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role to create, just above @everyone."""

    name: str
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    permissions: PermissionBits = "0"
    reason: Why | None = None


class RoleOrder(msgspec.Struct, frozen=True, kw_only=True):
    """All roles but @everyone, the highest first."""

    role_ids: list[Snowflake]
    reason: Why | None = None
