"""Pure decisions about roles: what may be asked of Discord, and what it would refuse."""

from collections.abc import Sequence
from typing import Final

from msgspec import UNSET, UnsetType

from shared.adapters.discord.resources.roles import Role
from shared.features.roles import order
from shared.features.roles.model import NewRole, RoleEdit
from shared.features.snapshots.rules import Scene, Who, require_above_role, require_holds, require_of_bot
from shared.kernel.authority import EVERYTHING, GuildRole
from shared.kernel.errors import ConflictError
from shared.kernel.fields import Problem, Problems, between, length, refuse
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

MAX_ROLES: Final = 250  # discord.com/developers/docs/resources/guild#create-guild-role
_NOT_OF_EVERYONE: Final = ("name", "color", "hoist", "mentionable")


def check_new(scene: Scene, wanted: NewRole) -> None:
    """Raise `InvalidInputError`, `ConflictError` or `PermissionMissingError`."""
    refuse(_problems(wanted, 0))
    if len(scene.snapshot.guild.roles) >= MAX_ROLES:
        raise ConflictError("This server has as many roles as it can have.", details={"most": MAX_ROLES})
    require_of_bot(scene, Permission.MANAGE_ROLES)
    _require_held(scene, int(wanted.permissions))


def check_edit(scene: Scene, role: Role, wanted: RoleEdit) -> None:
    """Raise `InvalidInputError`, `RoleTooHighError` or `PermissionMissingError`."""
    is_everyone = role.id == scene.guild_id
    misplaced = {name: Problem.NOT_HERE for name in _NOT_OF_EVERYONE if getattr(wanted, name) is not UNSET}
    refuse({**_problems(wanted, int(role.permissions)), **(misplaced if is_everyone else {})})
    check_change(scene, role)
    if not isinstance(wanted.permissions, UnsetType):
        _require_held(scene, int(wanted.permissions) ^ int(role.permissions))


def check_change(scene: Scene, role: Role) -> None:
    """Refuse any change of a role that is not below both; raise `RoleTooHighError` or `PermissionMissingError`."""
    require_of_bot(scene, Permission.MANAGE_ROLES)
    if role.id == scene.guild_id:
        return
    for who in Who:
        require_above_role(scene, who, role)


def check_delete(scene: Scene, role: Role) -> None:
    """Raise `ConflictError` for @everyone and what belongs to an integration, or as `check_change` does."""
    if role.id == scene.guild_id:
        raise ConflictError("Everybody has this role: it cannot be deleted.", details={"role": "everyone"})
    if role.managed:
        raise ConflictError(
            "This role belongs to an app or to Discord: only they remove it.", details={"role": "managed"}
        )
    check_change(scene, role)


def positions(scene: Scene, wanted: Sequence[Snowflake]) -> dict[Snowflake, int]:
    """Return the positions to ask for; raise `InvalidInputError` where `wanted` is not an order of the guild's roles.

    Raise `RoleTooHighError` where a role moves that is not below both the person's highest and the bot's, and
    `ConflictError` as `order.positions` does.
    """
    present = {role_id: role for role_id, role in scene.roles.roles.items() if role_id != scene.guild_id}
    if sorted(wanted) != sorted(present):
        is_repeated = len(set(wanted)) < len(wanted)
        refuse({"role_ids": Problem.REPEATED if is_repeated else Problem.UNKNOWN})
    require_of_bot(scene, Permission.MANAGE_ROLES)
    before = order.ordered(list(present.values()))
    for role in _moved(before, wanted):
        for who in Who:
            require_above_role(scene, who, scene.role(role.id))
    return order.positions(before, wanted)


def _moved(before: Sequence[GuildRole], wanted: Sequence[Snowflake]) -> list[GuildRole]:
    """Return the roles of which another now stands in the place, the highest first."""
    return [role for role, role_id in zip(before, wanted, strict=True) if role.id != role_id]


def _problems(wanted: NewRole | RoleEdit, permissions: int) -> Problems:
    bits = permissions if isinstance(wanted.permissions, UnsetType) else int(wanted.permissions)
    return {
        "name": None if isinstance(wanted.name, UnsetType) else length(wanted.name.strip(), least=1, most=100),
        "color": None if isinstance(wanted.color, UnsetType) else between(wanted.color, 0, 0xFFFFFF),
        "permissions": Problem.UNKNOWN if (bits ^ permissions) & ~int(EVERYTHING) else None,
    }


def _require_held(scene: Scene, permissions: int) -> None:
    for who in Who:
        require_holds(scene, who, permissions)
