"""The guilds that the bot is in: joined, changed, handed over, left."""

from typing import Any

import msgspec

from bot_worker.capture.drafts import make
from bot_worker.capture.payloads import read
from bot_worker.capture.scene import Scene
from shared.kernel.event_ids import guild_change_id, guild_delete_id, within_guild_id
from shared.kernel.events import Event, EventType, GuildData, GuildDeleteData, GuildPayload, OwnerChangeData
from shared.kernel.snowflakes import Snowflake


class Guild(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_CREATE and GUILD_UPDATE; only the former counts members, and says whether the guild was known before."""

    id: Snowflake
    name: str
    owner_id: Snowflake
    icon: str | None = None
    member_count: int | None = None
    unavailable: bool | None = None


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    unavailable: bool = False


def created(payload: dict[str, Any], scene: Scene) -> Event | None:
    """Tell a guild that we joined, or that is back from an outage; the shard's sync tells those that it starts with."""
    if payload.get("unavailable") is True:
        return None
    guild = read(payload, Guild)
    if guild.unavailable is None:
        return _change(EventType.GUILD_CREATE, guild, scene)
    return _change(EventType.GUILD_UPDATE, guild, scene) if scene.is_synced else None


def updated(payload: dict[str, Any], scene: Scene) -> list[Event]:
    """Of what changed in a guild, tell its name, its image and its owner."""
    guild = read(payload, Guild)
    before = scene.guild.owner_id
    changed = scene.guild.name_and_icon != (guild.name, guild.icon) or before != guild.owner_id
    events = [_change(EventType.GUILD_UPDATE, guild, scene)] if changed else []
    if before and before != guild.owner_id:
        events.append(_handed_over(before, guild.owner_id, scene))
    return events


def deleted(payload: dict[str, Any], scene: Scene) -> Event | None:
    """Tell that we left; in an outage we stay a member."""
    if read(payload, Gone).unavailable:
        return None
    data = GuildDeleteData(bot_id=scene.bot_id, id=scene.guild_id)
    return make(EventType.GUILD_DELETE, guild_delete_id(scene.guild_id, scene.now), scene, data)


def _change(kind: EventType, guild: Guild, scene: Scene) -> Event:
    payload = GuildPayload(
        id=guild.id,
        name=guild.name,
        icon=guild.icon,
        owner_id=guild.owner_id,
        member_count=scene.guild.member_count if guild.member_count is None else guild.member_count,
    )
    data = GuildData(bot_id=scene.bot_id, guild=payload)
    return make(kind, guild_change_id(kind, payload, scene.now), scene, data)


def _handed_over(before: int, after: Snowflake, scene: Scene) -> Event:
    data = OwnerChangeData(previous_owner_id=Snowflake(before), owner_id=after)
    said = f"{before}>{after}".encode()
    event_id = within_guild_id(EventType.OWNER_CHANGE, scene.guild_id, after, said, scene.now)
    return make(EventType.OWNER_CHANGE, event_id, scene, data)
