"""What Discord's own AutoMod did."""

from hashlib import blake2b
from typing import Any

import msgspec

from bot_worker.capture.drafts import make
from bot_worker.capture.payloads import read
from bot_worker.capture.scene import Scene
from shared.kernel.event_ids import once_id, within_guild_id
from shared.kernel.events import AutomodExecutionData, Event, EventType, MessageChannel
from shared.kernel.snowflakes import Snowflake


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    duration_seconds: int | None = None


class Action(msgspec.Struct, frozen=True, kw_only=True):
    type: int
    metadata: Metadata | None = None


class Execution(msgspec.Struct, frozen=True, kw_only=True):
    """AUTO_MODERATION_ACTION_EXECUTION: one for each action that a rule takes."""

    action: Action
    rule_id: Snowflake
    rule_trigger_type: int
    user_id: Snowflake
    channel_id: Snowflake | None = None
    message_id: Snowflake | None = None
    alert_system_message_id: Snowflake | None = None
    content: str = ""
    matched_keyword: str | None = None
    matched_content: str | None = None


def executed(payload: dict[str, Any], scene: Scene) -> Event:
    done = read(payload, Execution)
    metadata = done.action.metadata or Metadata()
    place = done.channel_id
    data = AutomodExecutionData(
        rule_id=done.rule_id,
        trigger=done.rule_trigger_type,
        action=done.action.type,
        user_id=done.user_id,
        channel=None if place is None else MessageChannel(id=place, name=scene.guild.channel_name(place)),
        message_id=done.message_id,
        alert_message_id=done.alert_system_message_id,
        seconds=metadata.duration_seconds,
        matched_keyword=done.matched_keyword,
        content=done.content or None,
        matched_content=done.matched_content or None,
    )
    event_id = _id(done, scene)
    return make(EventType.AUTOMOD_EXECUTION, event_id, scene, data, user_id=done.user_id, channel_id=place)


def _id(done: Execution, scene: Scene) -> str:
    """A blocked message has no id. Two bytes tell texts of the same second apart, and nobody what they say."""
    message_id = done.message_id or done.alert_system_message_id
    if message_id is not None:
        return once_id(EventType.AUTOMOD_EXECUTION, f"{done.rule_id}:{done.action.type}:{message_id}")
    text = blake2b(done.content.encode("utf-8", "replace"), digest_size=2).hexdigest()
    said = f"{done.rule_id}:{done.action.type}:{done.channel_id}:{text}".encode()
    return within_guild_id(EventType.AUTOMOD_EXECUTION, scene.guild_id, done.user_id, said, scene.now)
