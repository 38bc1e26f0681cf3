"""A guild's emojis: Discord tells all of them, and we tell what changed."""

from typing import Any

import msgspec

from bot_worker.capture.drafts import encoded, make
from bot_worker.capture.payloads import read
from bot_worker.capture.scene import Scene
from shared.kernel.event_ids import within_guild_id
from shared.kernel.events import EmojiRename, EmojisUpdateData, EmojiView, Event, EventType
from shared.kernel.snowflakes import Snowflake


class Emoji(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    name: str | None = None
    animated: bool = False


class Emojis(msgspec.Struct, frozen=True, kw_only=True):
    """GUILD_EMOJIS_UPDATE."""

    emojis: list[Emoji]


def updated(payload: dict[str, Any], scene: Scene) -> Event | None:
    """Tell nothing where names and numbers stay: somebody changed who may use an emoji."""
    told = read(payload, Emojis).emojis
    now = {one.id: EmojiView(id=one.id, name=one.name or "", animated=one.animated) for one in told}
    remembered = scene.guild.emojis()
    before = now if remembered is None else {one.id: one for one in remembered}
    data = _difference(before, now)
    if before == now and remembered is not None:
        return None
    said = encoded(sorted((str(one.id), one.name) for one in now.values()))
    event_id = within_guild_id(EventType.EMOJIS_UPDATE, scene.guild_id, scene.guild_id, said, scene.now)
    return make(EventType.EMOJIS_UPDATE, event_id, scene, data)


def _difference(before: dict[Snowflake, EmojiView], now: dict[Snowflake, EmojiView]) -> EmojisUpdateData:
    stayed = before.keys() & now.keys()
    return EmojisUpdateData(
        count=len(now),
        added=[now[one] for one in sorted(now.keys() - stayed)],
        removed=[before[one] for one in sorted(before.keys() - stayed)],
        renamed=[
            EmojiRename(id=one, before=before[one].name, after=now[one].name)
            for one in sorted(stayed)
            if before[one].name != now[one].name
        ],
    )
