"""Threads: opened, changed (archived and locked, most of all), deleted."""

from typing import Any

import msgspec

from bot_worker.capture.drafts import encoded, make
from bot_worker.capture.payloads import read
from bot_worker.capture.scene import Scene
from shared.kernel.event_ids import once_id, within_guild_id
from shared.kernel.events import Event, EventType, ThreadData, ThreadView
from shared.kernel.snowflakes import Snowflake


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    archived: bool = False
    locked: bool = False


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A channel object that is a thread; of a deleted one, only the first three are there."""

    id: Snowflake
    type: int
    parent_id: Snowflake | None = None
    name: str = ""
    owner_id: Snowflake | None = None
    rate_limit_per_user: int | None = None
    thread_metadata: Metadata = Metadata()
    newly_created: bool = False


def created(payload: dict[str, Any], scene: Scene) -> Event | None:
    """Discord says the same of a private thread that the bot was added to: that one is not new."""
    thread = read(payload, Thread)
    if not thread.newly_created:
        return None
    data, event_id = ThreadData(thread=_view(thread)), once_id(EventType.THREAD_CREATE, thread.id)
    return _told(EventType.THREAD_CREATE, event_id, scene, data, user_id=thread.owner_id)


def updated(payload: dict[str, Any], scene: Scene) -> Event | None:
    """Discord remembers no archived threads for us: how one was before it came back is not known."""
    now = _view(read(payload, Thread))
    before = scene.guild.thread(now.id)
    if before == now:
        return None
    fields = ThreadView.__struct_fields__
    changed = [] if before is None else [field for field in fields if getattr(before, field) != getattr(now, field)]
    said = encoded([str(getattr(now, field)) for field in fields])
    event_id = within_guild_id(EventType.THREAD_UPDATE, scene.guild_id, now.id, said, scene.now)
    return _told(EventType.THREAD_UPDATE, event_id, scene, ThreadData(thread=now, before=before, changed=changed))


def deleted(payload: dict[str, Any], scene: Scene) -> Event:
    thread = read(payload, Thread)
    data = ThreadData(thread=scene.guild.thread(thread.id) or _view(thread))
    return _told(EventType.THREAD_DELETE, once_id(EventType.THREAD_DELETE, thread.id), scene, data)


def _told(kind: EventType, event_id: str, scene: Scene, data: ThreadData, *, user_id: Snowflake | None = None) -> Event:
    return make(kind, event_id, scene, data, user_id=user_id, channel_id=data.thread.id)


def _view(thread: Thread) -> ThreadView:
    return ThreadView(
        id=thread.id,
        type=thread.type,
        parent_id=thread.parent_id,
        name=thread.name,
        owner_id=thread.owner_id,
        archived=thread.thread_metadata.archived,
        locked=thread.thread_metadata.locked,
        slowmode=thread.rate_limit_per_user or 0,
    )
