"""Members in voice: where they go, and what a moderator or they themselves turn on or off."""

from typing import Any

import msgspec

from bot_worker.capture.drafts import encoded, make
from bot_worker.capture.payloads import User, read, view_of
from bot_worker.capture.scene import Scene, VoiceFacts
from shared.kernel.event_ids import within_guild_id
from shared.kernel.events import Event, EventType, MessageChannel, VoiceStateData
from shared.kernel.snowflakes import Snowflake


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    user: User


class VoiceState(msgspec.Struct, frozen=True, kw_only=True):
    """VOICE_STATE_UPDATE; what members do with their own microphone is not read."""

    user_id: Snowflake
    channel_id: Snowflake | None = None
    session_id: str = ""
    member: Speaker | None = None
    mute: bool = False
    deaf: bool = False
    self_stream: bool = False
    self_video: bool = False


def updated(payload: dict[str, Any], scene: Scene) -> Event | None:
    state = read(payload, VoiceState)
    before, now = scene.guild.voice(state.user_id), _facts(state)
    changed = [
        "channel" if field == "channel_id" else field
        for field in VoiceFacts.__struct_fields__
        if getattr(before, field) != getattr(now, field)
    ]
    if not changed:
        return None
    data = VoiceStateData(
        user_id=state.user_id,
        user=None if state.member is None else view_of(state.member.user),
        channel=_place(now.channel_id, scene),
        before=_place(before.channel_id, scene),
        changed=changed,
        mute=now.mute,
        deaf=now.deaf,
        stream=now.stream,
        video=now.video,
    )
    event_id = within_guild_id(EventType.VOICE_STATE_UPDATE, scene.guild_id, state.user_id, _said(state), scene.now)
    place = data.channel or data.before
    channel_id = None if place is None else place.id
    return make(EventType.VOICE_STATE_UPDATE, event_id, scene, data, user_id=state.user_id, channel_id=channel_id)


def _facts(state: VoiceState) -> VoiceFacts:
    """Who is in no channel is neither muted there nor shows anything."""
    if state.channel_id is None:
        return VoiceFacts()
    return VoiceFacts(
        channel_id=state.channel_id,
        mute=state.mute,
        deaf=state.deaf,
        stream=state.self_stream,
        video=state.self_video,
    )


def _said(state: VoiceState) -> bytes:
    return encoded([state.session_id, *map(str, msgspec.structs.astuple(_facts(state)))])


def _place(channel_id: int | None, scene: Scene) -> MessageChannel | None:
    if channel_id is None:
        return None
    return MessageChannel(id=Snowflake(channel_id), name=scene.guild.channel_name(channel_id))
