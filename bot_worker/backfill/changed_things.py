"""Updates of roles and channels, from the audit log's entries about them: how they were, and what they became."""

from typing import Any, Final

from msgspec.structs import replace

from bot_worker.capture.drafts import make
from bot_worker.capture.scene import Scene
from shared.kernel.commands import RoleView
from shared.kernel.event_ids import within_guild_id
from shared.kernel.events import ChannelData, ChannelView, Event, EventType, RoleData
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

Changes = list[dict[str, Any]]

_ROLE_FIELDS: Final = {"name": "name", "color": "color", "position": "position"}
_CHANNEL_FIELDS: Final = {
    "name": "name",
    "type": "type",
    "position": "position",
    "nsfw": "nsfw",
    "rate_limit_per_user": "slowmode",
}
_UNTOLD: Final = {"topic": "topic", "permission_overwrites": "permissions"}  # compared live, too, but not told


def role_updated(entry: dict[str, Any], scene: Scene) -> Event | None:
    """Of what the entry does not speak, the role is as it is now; None for one that has gone since."""
    role_id = Snowflake(int(entry["target_id"]))
    known = scene.guild.role(role_id)
    if known is None:
        return None
    changes: Changes = entry.get("changes") or []
    permissions, permissions_before = (
        int(_value(changes, "permissions", which) or known.permissions) for which in ("new_value", "old_value")
    )
    after = _role(known.view, changes, "new_value", permissions)
    before = _role(known.view, changes, "old_value", permissions_before)
    data = RoleData(
        role=after,
        rights_changed=(before.administrator, before.position) != (after.administrator, after.position),
        before=before,
        permissions=str(permissions),
        permissions_before=str(permissions_before),
    )
    return make(EventType.ROLE_UPDATE, _id(EventType.ROLE_UPDATE, role_id, entry, scene), scene, data)


def channel_updated(entry: dict[str, Any], scene: Scene, *, of_permissions: bool) -> Event | None:
    """As of roles; `of_permissions`: the entry is about an overwrite."""
    channel_id = Snowflake(int(entry["target_id"]))
    known = scene.guild.channel(channel_id)
    if known is None:
        return None
    changes: Changes = entry.get("changes") or []
    told = {**_CHANNEL_FIELDS, **_UNTOLD}
    changed = [told[change["key"]] for change in changes if change["key"] in told]
    data = ChannelData(
        channel=_channel(known.view, changes, "new_value"),
        before=_channel(known.view, changes, "old_value"),
        changed=["permissions"] if of_permissions else changed,
    )
    event_id = _id(EventType.CHANNEL_UPDATE, channel_id, entry, scene)
    return make(EventType.CHANNEL_UPDATE, event_id, scene, data, channel_id=channel_id) if data.changed else None


def _role(view: RoleView, changes: Changes, which: str, permissions: int) -> RoleView:
    return replace(
        view, **_values(changes, _ROLE_FIELDS, which), administrator=bool(permissions & Permission.ADMINISTRATOR)
    )


def _channel(view: ChannelView, changes: Changes, which: str) -> ChannelView:
    return replace(view, **_values(changes, _CHANNEL_FIELDS, which))


def _values(changes: Changes, fields: dict[str, str], which: str) -> dict[str, Any]:
    return {
        fields[change["key"]]: change[which]
        for change in changes
        if change["key"] in fields and change.get(which) is not None
    }


def _value(changes: Changes, key: str, which: str) -> Any:
    return next((change.get(which) for change in changes if change["key"] == key), None)


def _id(kind: EventType, subject_id: int, entry: dict[str, Any], scene: Scene) -> str:
    return within_guild_id(kind, scene.guild_id, subject_id, str(entry["id"]).encode(), scene.now)
