"""Make segments of a batch's events: message content apart, sealed with the key of its guild, where that keeps it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from shared.features.events.model import Segment
from shared.features.events.ports import Vault
from shared.features.events.rules.contents import stripped, texts_of
from shared.features.events.rules.segments import CODEC, digest_of, owner_of_contents, packed
from shared.features.messages.ports import MessagePolicies
from shared.features.messages.settings import MessageSettings, retention
from shared.kernel.events import NO_GUILD, Event
from shared.kernel.snowflakes import Snowflake

_DEFAULTS: Final = MessageSettings()


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A batch's events of one bucket, in the batch's order."""

    bucket: int
    batch_id: str
    closed_at: datetime
    events: list[Event]


class SegmentPacker:
    def __init__(self, vault: Vault, policies: MessagePolicies) -> None:
        self._vault = vault
        self._policies = policies

    def pack(self, group: Group, kept: list[Event] | None = None) -> Segment:
        """Pack a group, or what is `kept` of it; a segment lives as long as the guild in it that keeps events longest.

        The digest is that of the whole group: a batch that comes again is told by what the bot sent.
        """
        events = group.events if kept is None else kept
        policies = self._policies_of(events)
        bares: list[Event] = []
        contents: dict[Snowflake, dict[str, str]] = {}
        for event in events:
            bare, written = stripped(event)
            bares.append(bare)
            if written and policies[event.guild_id].store_content:
                contents.setdefault(event.guild_id, {}).update(texts_of(event, written))
        return Segment(
            bucket=group.bucket,
            batch_id=group.batch_id,
            codec=CODEC,
            packed=packed(bares),
            contents=self._sealed(group.batch_id, contents),
            digest=digest_of(group.events),
            expires_at=group.closed_at + max(map(retention, policies.values())),
        )

    def _policies_of(self, events: list[Event]) -> Mapping[Snowflake, MessageSettings]:
        guild_ids = {event.guild_id for event in events}
        chosen = self._policies.of(guild_ids - {NO_GUILD})
        return {guild_id: chosen.get(guild_id, _DEFAULTS) for guild_id in guild_ids}

    def _sealed(self, batch_id: str, contents: Mapping[Snowflake, Mapping[str, str]]) -> dict[Snowflake, str]:
        return {
            guild_id: self._vault.seal(guild_id, theirs, owner_of_contents(guild_id, batch_id))
            for guild_id, theirs in contents.items()
        }
