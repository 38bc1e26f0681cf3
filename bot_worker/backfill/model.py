"""Absences, and what is to be read of them. Moments are in milliseconds since 1970."""

from typing import Final

import msgspec

AUDIT_LOG: Final = 0  # as a `source`, where others are channels' ids


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """The newest message and audit-log entry of a guild that are on disk; 0 for none."""

    guild_id: int
    message_id: int = 0
    entry_id: int = 0


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """A time that nobody listened to a guild; what is newer than the two ids may be missing."""

    guild_id: int
    first_at: int
    last_at: int
    after_message_id: int
    after_entry_id: int


class ChannelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A channel or thread with messages; `readable`: the bot may see it and read its history."""

    id: int
    last_message_id: int
    readable: bool


class GuildFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A guild as the session that ended the absence tells it."""

    joined_at: int
    may_read_audit_log: bool
    channels: list[ChannelFacts]


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What is still to be read of a channel or the audit log: ids above `after`, up to `until`."""

    source: int
    after: int
    until: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`missing` are the event types that nobody will read."""

    reads: list[Read]
    missing: frozenset[str]


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """An absence with what is left to be read of it; `reads` is None where nothing is planned yet."""

    absence: Absence
    reads: list[Read] | None
    missing: frozenset[str]
