"""Pure decisions about access: from roles and grants to permissions, and which grants somebody may change."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from shared.adapters.discord_payloads import UserGuild
from shared.features.access.model import AccessSource, GuildAccess, GuildPermission
from shared.features.access.settings import AccessSettings
from shared.kernel.authority import is_silenced
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.errors import GuildForbiddenError, InvalidInputError, PermissionMissingError, RoleTooHighError
from shared.kernel.permissions import Permission, can_administer
from shared.kernel.snowflakes import Snowflake

ALL: Final = list(GuildPermission)


def access_of_member(view: MemberView, settings: AccessSettings, now: datetime) -> GuildAccess:
    """Say what a member may do; one in a timeout may look, and no more."""
    held = Permission(view.permissions)
    administrator = view.member and Permission.ADMINISTRATOR in held
    granted = _granted(view.role_ids, settings) if view.member else frozenset()
    if is_silenced(view.timed_out_until, held, now):
        granted &= {GuildPermission.VIEW}
    return GuildAccess(
        owner=view.owner,
        administrator=administrator,
        permissions=ALL if view.owner or administrator else [each for each in ALL if each in granted],
        source=AccessSource.BOT,
        top_role_id=view.top_role_id if view.member else None,
        top_role_position=view.top_role_position if view.member else None,
    )


def access_of_stranger(source: AccessSource) -> GuildAccess:
    return GuildAccess(
        owner=False, administrator=False, permissions=[], source=source, top_role_id=None, top_role_position=None
    )


def access_by_discord(guild: UserGuild) -> GuildAccess:
    """Say what Discord's answer for the user alone allows: everything to owners and administrators."""
    administrator = bool(int(guild.permissions) & Permission.ADMINISTRATOR)
    everything = can_administer(int(guild.permissions), is_owner=guild.owner)
    return GuildAccess(
        owner=guild.owner,
        administrator=administrator,
        permissions=ALL if everything else [],
        source=AccessSource.DISCORD,
        top_role_id=None,
        top_role_position=None,
    )


def _granted(role_ids: Collection[Snowflake], settings: AccessSettings) -> frozenset[GuildPermission]:
    granted = {each for grant in settings.grants if grant.role_id in role_ids for each in grant.permissions}
    return frozenset(granted | {GuildPermission.VIEW} if granted else granted)


def require(access: GuildAccess, needed: GuildPermission) -> None:
    """Raise `GuildForbiddenError` for strangers, `PermissionMissingError` for those who may see the guild."""
    if GuildPermission.VIEW not in access.permissions:
        raise GuildForbiddenError
    require_all(access, [needed])


def require_all(access: GuildAccess, needed: Iterable[GuildPermission]) -> None:
    """Raise `PermissionMissingError` that lists what is missing."""
    if missing := sorted(set(needed) - set(access.permissions)):
        raise PermissionMissingError(details={"missing": missing})


def check_change(
    actor: GuildAccess,
    before: AccessSettings,
    after: AccessSettings,
    guild_id: Snowflake,
    roles_of_guild: Callable[[], Iterable[RoleView]],
) -> None:
    """Refuse grants that `actor` may not make, or take back.

    Nobody but the owner changes the grants of a role that is not below their own highest, and nobody gives or takes a
    permission that they lack. What does not change may stay. `roles_of_guild` is asked only where it matters.

    Raise `InvalidInputError` where the grants make no sense, `PermissionMissingError`, `RoleTooHighError`.
    """
    _check_sense(after, guild_id)
    changed = _changes(before, after)
    require_all(actor, {each for permissions in changed.values() for each in permissions})
    if changed and not actor.owner:
        _check_ranks(actor, changed, {role.id: role for role in roles_of_guild()})


def _check_sense(settings: AccessSettings, guild_id: Snowflake) -> None:
    role_ids = [grant.role_id for grant in settings.grants]
    if len(set(role_ids)) < len(role_ids):
        raise InvalidInputError(details={"problem": "a role is listed twice - at `$.values.grants`"})
    if guild_id in role_ids:
        raise InvalidInputError(details={"problem": "@everyone cannot be granted anything - at `$.values.grants`"})


def _changes(before: AccessSettings, after: AccessSettings) -> Mapping[Snowflake, frozenset[GuildPermission]]:
    """Return for each role what it gains or loses."""
    old, new = ({grant.role_id: frozenset(grant.permissions) for grant in each.grants} for each in (before, after))
    nothing: frozenset[GuildPermission] = frozenset()
    changes = {role_id: old.get(role_id, nothing) ^ new.get(role_id, nothing) for role_id in old.keys() | new.keys()}
    return {role_id: changed for role_id, changed in changes.items() if changed}


def _check_ranks(actor: GuildAccess, changed: Collection[Snowflake], roles: Mapping[Snowflake, RoleView]) -> None:
    """A role that is gone is nobody's: anybody may clear up after it."""
    own = (actor.top_role_position or 0, -(actor.top_role_id or 0))
    too_high = [role_id for role_id in changed if role_id in roles and (roles[role_id].position, -role_id) >= own]
    if too_high:
        raise RoleTooHighError(details={"role_ids": sorted(map(str, too_high))})
