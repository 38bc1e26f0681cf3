"""Pure decisions about members: who may do what to whom, and what Discord would refuse."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from shared.adapters.discord.resources.roles import Role
from shared.features.snapshots.rules import (
    Scene,
    Who,
    require_above_member,
    require_above_role,
    require_holds,
    require_of_bot,
    require_of_person,
)
from shared.kernel.authority import GuildMember, base_permissions
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.fields import Problem, length, refuse
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

LONGEST_NICK: Final = 32
LONGEST_TIMEOUT: Final = timedelta(days=28)  # discord.com/developers/docs/resources/guild#modify-guild-member
SLACK: Final = timedelta(minutes=5)  # of the clock of whoever asks


def check_removal(scene: Scene, target: GuildMember, permission: Permission) -> None:
    """Judge a kick or a ban of a member; raise `ConflictError`, `RoleTooHighError` or `PermissionMissingError`."""
    _check_not_self(scene, target)
    _check_above(scene, target)
    require_of_bot(scene, permission)


def check_warn(scene: Scene, target: GuildMember) -> None:
    """Judge a warn, which takes nothing of the bot; raise `ConflictError` or `RoleTooHighError`."""
    _check_not_self(scene, target)
    require_above_member(scene, Who.YOU, target)


def check_timeout(scene: Scene, target: GuildMember, until: datetime | None) -> datetime | None:
    """Return the end of a timeout, within Discord's longest; raise `InvalidInputError`, or as `check_removal` does."""
    longest = scene.now + LONGEST_TIMEOUT
    if until is not None:
        too_large = Problem.TOO_LARGE if until > longest + SLACK else None
        refuse({"timed_out_until": Problem.TOO_SMALL if until <= scene.now else too_large})
    _check_not_self(scene, target)
    _check_above(scene, target)
    if until is not None and Permission.ADMINISTRATOR in base_permissions(scene.roles, target):
        raise ConflictError("Nobody can silence an administrator.", details={"target": "administrator"})
    require_of_bot(scene, Permission.MODERATE_MEMBERS)
    return None if until is None else min(until, longest)


def check_nick(scene: Scene, target: GuildMember, nick: str | None) -> None:
    """Judge a nick; people may change their own where the guild lets them. Raise as `check_timeout` does."""
    refuse({"nick": length(nick, most=LONGEST_NICK)})
    if target.user_id == scene.bot.user_id:
        require_of_bot(scene, Permission.CHANGE_NICKNAME)
        return
    if target.user_id == scene.person.user_id:
        require_of_person(scene, Permission.CHANGE_NICKNAME)
    else:
        require_above_member(scene, Who.YOU, target)
    require_above_member(scene, Who.BOT, target)
    require_of_bot(scene, Permission.MANAGE_NICKNAMES)


def check_roles(scene: Scene, before: Collection[Snowflake], after: Collection[Snowflake]) -> None:
    """Judge other roles for a member: only those below both, and nobody gives a permission that they lack.

    Raise `InvalidInputError`, `ConflictError`, `RoleTooHighError` or `PermissionMissingError`.
    """
    for role_id in sorted(set(after) - set(before)):
        role = _role(scene, role_id)
        _check_role(scene, role)
        require_holds(scene, Who.YOU, int(role.permissions))
    known = {role.id for role in scene.snapshot.guild.roles}
    for role_id in sorted((set(before) - set(after)) & known):
        _check_role(scene, scene.role(role_id))
    require_of_bot(scene, Permission.MANAGE_ROLES)


def _role(scene: Scene, role_id: Snowflake) -> Role:
    try:
        return scene.role(role_id)
    except NotFoundError:
        refuse({"role_ids": Problem.UNKNOWN})
        raise


def _check_role(scene: Scene, role: Role) -> None:
    if role.id == scene.guild_id:
        raise ConflictError("Everybody has this role.", details={"role": "everyone"})
    if role.managed:
        raise ConflictError(
            "This role belongs to an app or to Discord: only they give it.", details={"role": "managed"}
        )
    for who in Who:
        require_above_role(scene, who, role)


def _check_above(scene: Scene, target: GuildMember) -> None:
    for who in Who:
        require_above_member(scene, who, target)


def _check_not_self(scene: Scene, target: GuildMember) -> None:
    if target.user_id == scene.person.user_id:
        raise ConflictError("You cannot do this to yourself.", details={"target": "you"})
    if target.user_id == scene.bot.user_id:
        raise ConflictError("The bot does not do this to itself.", details={"target": "bot"})
