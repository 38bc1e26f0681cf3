"""Roles: created, changed, deleted."""

from typing import Any

import msgspec

from bot_worker.capture.drafts import make
from bot_worker.capture.payloads import read
from bot_worker.capture.scene import RoleFacts, Scene
from shared.kernel.commands import RoleView
from shared.kernel.event_ids import once_id, within_guild_id
from shared.kernel.events import Event, EventType, RoleData, RoleDeleteData
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A role object; `permissions` is a decimal text."""

    id: Snowflake
    name: str
    permissions: str
    position: int
    color: int = 0
    managed: bool = False


class OfRole(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_ROLE_CREATE and GUILD_ROLE_UPDATE."""

    role: Role


class RoleGone(msgspec.Struct, frozen=True, kw_only=True):
    role_id: Snowflake


def created(payload: dict[str, Any], scene: Scene) -> Event:
    now = _facts(read(payload, OfRole).role)
    data = RoleData(role=now.view, rights_changed=False, permissions=str(now.permissions))
    return make(EventType.ROLE_CREATE, once_id(EventType.ROLE_CREATE, now.view.id), scene, data)


def updated(payload: dict[str, Any], scene: Scene) -> Event | None:
    """What one may do changes with the position, too: nobody acts on those above them."""
    now = _facts(read(payload, OfRole).role)
    before = scene.guild.role(now.view.id)
    if before == now:
        return None
    data = RoleData(
        role=now.view,
        rights_changed=before is None or _rank(before) != _rank(now),
        before=None if before is None else before.view,
        permissions=str(now.permissions),
        permissions_before=None if before is None else str(before.permissions),
    )
    said = f"{now.view.name}\0{now.view.color}\0{now.view.position}\0{now.permissions}".encode("utf-8", "replace")
    event_id = within_guild_id(EventType.ROLE_UPDATE, scene.guild_id, now.view.id, said, scene.now)
    return make(EventType.ROLE_UPDATE, event_id, scene, data)


def deleted(payload: dict[str, Any], scene: Scene) -> Event:
    role_id = read(payload, RoleGone).role_id
    before = scene.guild.role(role_id)
    data = RoleDeleteData(role_id=role_id, role=None if before is None else before.view)
    return make(EventType.ROLE_DELETE, once_id(EventType.ROLE_DELETE, role_id), scene, data)


def _facts(role: Role) -> RoleFacts:
    permissions = int(role.permissions)
    view = RoleView(
        id=role.id,
        name=role.name,
        color=role.color,
        position=role.position,
        managed=role.managed,
        administrator=bool(permissions & Permission.ADMINISTRATOR),
    )
    return RoleFacts(view=view, permissions=permissions)


def _rank(facts: RoleFacts) -> tuple[bool, int]:
    return facts.view.administrator, facts.view.position
