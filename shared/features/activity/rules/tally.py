"""Count events by guild and by the hour in which they happened, and keep the counts in few bytes."""

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Final

import msgspec

from shared.features.activity.model import ModerationKind
from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import NO_GUILD, Event, EventType
from shared.kernel.packing import Codec, compress, decompress
from shared.kernel.snowflakes import Snowflake

HOUR_MS: Final = 3_600_000
_MEMBER_BYTES: Final = 5  # of a digest: among 10,000 people of an hour two share one once in 20,000 hours


# discord.com/developers/docs/resources/audit-log#audit-log-events
KINDS: Final[Mapping[int, ModerationKind]] = {
    20: ModerationKind.KICK,
    22: ModerationKind.BAN,
    23: ModerationKind.UNBAN,
    72: ModerationKind.MESSAGE_DELETE,
    73: ModerationKind.MESSAGE_DELETE_BULK,
}
AUTOMOD: Final = frozenset({143, 145})  # what it blocked or timed out: nobody's doing
MEMBER_UPDATE: Final = 24
TIMEOUT_KEY: Final = "communication_disabled_until"


class _Change(msgspec.Struct, frozen=True):
    key: str
    new: str | None = None


class _Entry(msgspec.Struct, frozen=True):
    action: int
    user_id: Snowflake | None = None
    credited_id: Snowflake | None = None
    changes: list[_Change] = []


_entry: Final = json.Decoder(_Entry)


class Counts(msgspec.Struct, kw_only=True, array_like=True):
    """Of one guild and hour; `members` are digests of the users who wrote.

    `moderators`: what each did, by their id and kind. Rows that were packed before it was counted are read without it.
    """

    messages: int = 0
    joins: int = 0
    leaves: int = 0
    moderation_actions: int = 0
    members: set[bytes] = msgspec.field(default_factory=set)
    moderators: dict[str, dict[ModerationKind, int]] = {}

    def add(self, other: "Counts") -> None:
        self.messages += other.messages
        self.joins += other.joins
        self.leaves += other.leaves
        self.moderation_actions += other.moderation_actions
        self.members |= other.members
        for user_id, kinds in other.moderators.items():
            for kind, number in kinds.items():
                self.note(user_id, kind, number)

    def note(self, user_id: str, kind: ModerationKind, number: int = 1) -> None:
        """Count what a moderator did."""
        kinds = self.moderators.setdefault(user_id, {})
        kinds[kind] = kinds.get(kind, 0) + number


Tally = dict[tuple[Snowflake, int], Counts]
"""Counts by guild and hour, which is a number of hours since 1970."""


class _Row(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    guild_id: int
    hour: int
    counts: Counts


_rows: Final = msgspec.msgpack.Decoder(list[_Row])
_pack: Final = msgspec.msgpack.Encoder(order="deterministic").encode


def count(tally: Tally, events: Iterable[Event]) -> None:
    """Add events to a tally; most types count for nothing."""
    for event in events:
        note = _COUNTED.get(event.type)
        if note is not None and event.guild_id != NO_GUILD:
            note(tally.setdefault((event.guild_id, event.timestamp // HOUR_MS), Counts()), event)


def pack(tally: Tally) -> bytes:
    rows = [
        _Row(guild_id=int(guild_id), hour=hour, counts=counts) for (guild_id, hour), counts in sorted(tally.items())
    ]
    return compress(_pack(rows), Codec.ZSTD)


def unpack(packed: bytes) -> Tally:
    rows = _rows.decode(decompress(packed, Codec.ZSTD))
    return {(Snowflake(row.guild_id), row.hour): row.counts for row in rows}


def _message(counts: Counts, event: Event) -> None:
    counts.messages += 1
    if event.user_id is not None:
        counts.members.add(blake2b(b"%d" % event.user_id, digest_size=_MEMBER_BYTES).digest())


def _join(counts: Counts, event: Event) -> None:
    del event
    counts.joins += 1


def _leave(counts: Counts, event: Event) -> None:
    del event
    counts.leaves += 1


def _audited(counts: Counts, event: Event) -> None:
    try:
        entry = _entry.decode(event.data)
    except InvalidInputError:
        return  # of a newer version
    kind = _kind_of(entry)
    counts.moderation_actions += kind is not None or entry.action in AUTOMOD
    moderator = entry.credited_id or entry.user_id
    if kind is not None and moderator:
        counts.note(str(moderator), kind)


def _kind_of(entry: _Entry) -> ModerationKind | None:
    if entry.action != MEMBER_UPDATE:
        return KINDS.get(entry.action)
    change = next((change for change in entry.changes if change.key == TIMEOUT_KEY), None)
    if change is None:
        return None
    return ModerationKind.TIMEOUT if change.new else ModerationKind.TIMEOUT_END


_COUNTED: Final[Mapping[str, Callable[[Counts, Event], None]]] = {
    EventType.MESSAGE_CREATE: _message,
    EventType.MEMBER_JOIN: _join,
    EventType.MEMBER_REMOVE: _leave,
    EventType.AUDIT_LOG_ENTRY: _audited,
}
