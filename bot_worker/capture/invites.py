"""Invites: made and withdrawn."""

from typing import Any

import msgspec

from bot_worker.capture.drafts import make
from bot_worker.capture.payloads import User, read, view_of
from bot_worker.capture.scene import Scene
from shared.kernel.event_ids import once_id
from shared.kernel.events import Event, EventType, InviteCreateData, InviteDeleteData, MessageChannel
from shared.kernel.snowflakes import Snowflake


class Invite(msgspec.Struct, frozen=True, kw_only=True):
    """INVITE_CREATE and INVITE_DELETE; the latter names no more than the code and the channel."""

    code: str
    channel_id: Snowflake
    inviter: User | None = None
    max_age: int = 0
    max_uses: int = 0
    temporary: bool = False


def created(payload: dict[str, Any], scene: Scene) -> Event:
    invite = read(payload, Invite)
    data = InviteCreateData(
        code=invite.code,
        channel=_place(invite, scene),
        inviter=None if invite.inviter is None else view_of(invite.inviter),
        max_age=invite.max_age,
        max_uses=invite.max_uses,
        temporary=invite.temporary,
    )
    return make(
        EventType.INVITE_CREATE,
        once_id(EventType.INVITE_CREATE, invite.code),
        scene,
        data,
        user_id=None if invite.inviter is None else invite.inviter.id,
        channel_id=invite.channel_id,
    )


def deleted(payload: dict[str, Any], scene: Scene) -> Event:
    invite = read(payload, Invite)
    data = InviteDeleteData(code=invite.code, channel=_place(invite, scene))
    event_id = once_id(EventType.INVITE_DELETE, invite.code)
    return make(EventType.INVITE_DELETE, event_id, scene, data, channel_id=invite.channel_id)


def _place(invite: Invite, scene: Scene) -> MessageChannel:
    return MessageChannel(id=invite.channel_id, name=scene.guild.channel_name(invite.channel_id))
