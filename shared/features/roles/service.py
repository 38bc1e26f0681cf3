"""List and change a guild's roles: checked first, then recorded, then asked of Discord."""

from collections.abc import Callable

import msgspec
from msgspec import UNSET, UnsetType

from shared.adapters.discord.payloads import Bits
from shared.adapters.discord.resources.roles import Role, RoleChange, RolePosition, Roles
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.differences import Fields, differences
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.roles import rules
from shared.features.roles.model import DiscordRole, DiscordRoles, NewRole, RoleEdit, RoleOrder
from shared.features.roles.views import described, listed
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

Unchanged = Callable[[DiscordRole], None]
"""Is given the role as it is now, before anything is done; raises where the author saw another."""


class RoleService:
    """All raise `NotFoundError` for a role that is not there; writes raise what their rule in `rules` does."""

    def __init__(self, scenes: Scenes, changes: GuildChanges) -> None:
        self._scenes = scenes
        self._changes = changes

    def list(self, guild_id: Snowflake, user_id: Snowflake) -> DiscordRoles:
        return listed(self._scenes.of(guild_id, user_id))

    def read(self, guild_id: Snowflake, user_id: Snowflake, role_id: Snowflake) -> DiscordRole:
        return described(self._scenes.of(guild_id, user_id).role(role_id))

    def create(self, author: Author, wanted: NewRole) -> DiscordRole:
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        rules.check_new(scene, wanted)
        target = Target(kind=TargetKind.ROLE, id="", name=wanted.name)
        with self._changes.carried_out(author.intends(ActionKind.ROLE_CREATE, target)) as errands:
            made = described(errands.at(Roles).create(author.guild_id, _change_of(wanted)))
            errands.note(target=_target(made), after=json.to_builtins(made))
        return made

    def edit(self, author: Author, role_id: Snowflake, wanted: RoleEdit, unchanged: Unchanged) -> DiscordRole:
        """Change what differs; where nothing does, nothing is asked of Discord."""
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        role = scene.role(role_id)
        before = described(role)
        unchanged(before)
        rules.check_edit(scene, role, wanted)
        change = _differing(role, _change_of(wanted))
        if change == RoleChange():
            return before
        with self._changes.carried_out(author.intends(ActionKind.ROLE_EDIT, _target(before))) as errands:
            after = described(errands.at(Roles).edit(author.guild_id, role_id, change))
            old, new = differences(before, after)
            errands.note(before=old, after=new)
        return after

    def reorder(self, author: Author, wanted: RoleOrder, unchanged: Callable[[DiscordRoles], None]) -> DiscordRoles:
        """Put roles into another order; return all as they are then."""
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        unchanged(listed(scene))
        positions = rules.positions(scene, wanted.role_ids)
        if not positions:
            return listed(scene)
        target = Target(kind=TargetKind.GUILD, id=str(author.guild_id), name=scene.snapshot.guild.name)
        before = _positions(scene, positions)
        with self._changes.carried_out(author.intends(ActionKind.ROLE_MOVE, target, before=before)) as errands:
            asked = [RolePosition(id=role_id, position=position) for role_id, position in positions.items()]
            errands.at(Roles).move(author.guild_id, asked)
            moved = self._scenes.fresh(author.guild_id, author.user_id)
            errands.note(after=_positions(moved, positions))
        return listed(moved)

    def delete(self, author: Author, role_id: Snowflake, unchanged: Unchanged) -> None:
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        role = scene.role(role_id)
        before = described(role)
        unchanged(before)
        rules.check_delete(scene, role)
        gone = json.to_builtins(before)
        intention = author.intends(ActionKind.ROLE_DELETE, _target(before), before=gone)
        with self._changes.carried_out(intention) as errands:
            errands.at(Roles).delete(author.guild_id, role_id)


def _target(role: DiscordRole) -> Target:
    return Target(kind=TargetKind.ROLE, id=str(role.id), name=role.name)


def _change_of(wanted: NewRole | RoleEdit) -> RoleChange:
    given = {name: value for name, value in msgspec.structs.asdict(wanted).items() if name != "reason"}
    bits = wanted.permissions
    return RoleChange(**given | {"permissions": bits if isinstance(bits, UnsetType) else Bits(bits)})


def _differing(role: Role, change: RoleChange) -> RoleChange:
    given = msgspec.structs.asdict(change)
    return RoleChange(
        **{name: value for name, value in given.items() if value is not UNSET and value != getattr(role, name)}
    )


def _positions(scene: Scene, concerned: dict[Snowflake, int]) -> Fields:
    """Say where roles are, for the record."""
    return {
        str(role.id): {"name": role.name, "position": role.position}
        for role in scene.snapshot.guild.roles
        if role.id in concerned
    }
