"""Channels: created, changed, deleted, and the webhooks in them."""

from typing import Any

import msgspec

from bot_worker.capture.drafts import encoded, make
from bot_worker.capture.payloads import read
from bot_worker.capture.scene import ChannelFacts, Scene
from shared.kernel.event_ids import once_id, within_guild_id
from shared.kernel.events import ChannelData, ChannelView, Event, EventType, MessageChannel, WebhooksUpdateData
from shared.kernel.snowflakes import Snowflake


class Overwrite(msgspec.Struct, frozen=True, kw_only=True):
    """`allow` and `deny` are decimal texts."""

    id: Snowflake
    allow: str = "0"
    deny: str = "0"


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel object of a guild."""

    id: Snowflake
    type: int
    name: str = ""
    parent_id: Snowflake | None = None
    position: int = 0
    nsfw: bool = False
    rate_limit_per_user: int | None = None
    topic: str | None = None
    permission_overwrites: list[Overwrite] = []


class OfChannel(msgspec.Struct, frozen=True, kw_only=True):
    channel_id: Snowflake


def created(payload: dict[str, Any], scene: Scene) -> Event:
    view = _facts(read(payload, Channel)).view
    return _told(EventType.CHANNEL_CREATE, once_id(EventType.CHANNEL_CREATE, view.id), scene, ChannelData(channel=view))


def updated(payload: dict[str, Any], scene: Scene) -> Event | None:
    """Tell what differs from how the channel was; a pinned message, say, changes nothing that we tell."""
    now = _facts(read(payload, Channel))
    before = scene.guild.channel(now.view.id)
    changed = [] if before is None else list(_differences(before, now))
    if before is not None and not changed:
        return None
    data = ChannelData(channel=now.view, before=None if before is None else before.view, changed=changed)
    said = encoded([*map(str, _values(now)), *sorted(now.overwrites)])
    event_id = within_guild_id(EventType.CHANNEL_UPDATE, scene.guild_id, now.view.id, said, scene.now)
    return _told(EventType.CHANNEL_UPDATE, event_id, scene, data)


def deleted(payload: dict[str, Any], scene: Scene) -> Event:
    view = _facts(read(payload, Channel)).view
    return _told(EventType.CHANNEL_DELETE, once_id(EventType.CHANNEL_DELETE, view.id), scene, ChannelData(channel=view))


def webhooks_updated(payload: dict[str, Any], scene: Scene) -> Event:
    channel_id = read(payload, OfChannel).channel_id
    data = WebhooksUpdateData(channel=MessageChannel(id=channel_id, name=scene.guild.channel_name(channel_id)))
    event_id = within_guild_id(EventType.WEBHOOKS_UPDATE, scene.guild_id, channel_id, b"", scene.now)
    return make(EventType.WEBHOOKS_UPDATE, event_id, scene, data, channel_id=channel_id)


def _told(kind: EventType, event_id: str, scene: Scene, data: ChannelData) -> Event:
    return make(kind, event_id, scene, data, channel_id=data.channel.id)


def _differences(before: ChannelFacts, now: ChannelFacts) -> list[str]:
    fields = [*ChannelView.__struct_fields__, "topic"]
    changed = [field for field, old, new in zip(fields, _values(before), _values(now), strict=True) if old != new]
    return changed if before.overwrites == now.overwrites else [*changed, "permissions"]


def _values(facts: ChannelFacts) -> list[object]:
    return [*(getattr(facts.view, field) for field in ChannelView.__struct_fields__), facts.topic or None]


def _facts(channel: Channel) -> ChannelFacts:
    view = ChannelView(
        id=channel.id,
        name=channel.name,
        type=channel.type,
        parent_id=channel.parent_id,
        position=channel.position,
        nsfw=channel.nsfw,
        slowmode=channel.rate_limit_per_user or 0,
    )
    overwrites = frozenset((one.id, int(one.allow), int(one.deny)) for one in channel.permission_overwrites)
    return ChannelFacts(view=view, topic=channel.topic, overwrites=overwrites)
