"""Which absences there are, what to read of them, and what stays a gap: pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from bot_worker.backfill.model import AUDIT_LOG, Absence, Cursor, GuildFacts, Plan, Read
from shared.kernel.events import EventType, GapData, GapReason
from shared.kernel.snowflakes import created_at, snowflake_at

PAGE: Final = 100  # both of messages and of audit-log entries; Discord's longest
LONGEST_MS: Final = 7 * 86_400_000  # what is older is not read
# Our clock may differ a little from Discord's, and matters where no cursor does. What is read twice has the same ids.
CLOCK_TOLERANCE_MS: Final = 10_000
_DISORDER: Final = 2_000 << 22  # two channels' messages may come in another order than that of their ids
LAST_ID: Final = (1 << 63) - 1

MESSAGES: Final = frozenset({str(EventType.MESSAGE_CREATE)})
# The audit log has all of these, whoever did it.
LOGGED: Final = frozenset(
    map(
        str,
        (
            EventType.AUDIT_LOG_ENTRY,
            *(EventType.MEMBER_BAN, EventType.MEMBER_UNBAN),
            *(EventType.ROLE_CREATE, EventType.ROLE_UPDATE, EventType.ROLE_DELETE),
            *(EventType.CHANNEL_CREATE, EventType.CHANNEL_UPDATE, EventType.CHANNEL_DELETE),
        ),
    )
)
# The guild sync that begins a session tells how these are now; our own types follow from others.
_TOLD_BY_THE_SYNC: Final = frozenset(
    map(
        str,
        (
            *(EventType.GUILD_SYNC, EventType.GUILD_CREATE, EventType.GUILD_UPDATE, EventType.GUILD_DELETE),
            *(EventType.OWNER_CHANGE, EventType.MEMBER_GONE, EventType.GAP),
        ),
    )
)
EVERYTHING: Final = frozenset(map(str, EventType)) - _TOLD_BY_THE_SYNC
NOBODY_TELLS: Final = EVERYTHING - MESSAGES - LOGGED


def absence_of(guild_id: int, heard_at: int, now: int, cursor: Cursor) -> Absence | None:
    """Return what a session that began `now` missed, if anything, where Discord was heard last at `heard_at`."""
    if heard_at == now:
        return None
    first_at = heard_at if heard_at < now else min(now, _milliseconds(cursor.message_id))  # the clock was put back
    oldest = _first_id(first_at - CLOCK_TOLERANCE_MS)
    return Absence(
        guild_id=guild_id,
        first_at=first_at,
        last_at=now,
        after_message_id=max(cursor.message_id - _DISORDER, oldest),
        after_entry_id=max(cursor.entry_id, oldest),
    )


def since_joined(absence: Absence, joined_at: int) -> Absence | None:
    """Return the part of an absence in which the bot was in the guild."""
    if joined_at <= absence.first_at:
        return absence
    if joined_at >= absence.last_at:
        return None
    joined = _first_id(joined_at)  # Discord's own time: nothing older is ours
    return msgspec.structs.replace(
        absence,
        first_at=joined_at,
        after_message_id=max(absence.after_message_id, joined),
        after_entry_id=max(absence.after_entry_id, joined),
    )


def plan(absence: Absence, facts: GuildFacts) -> Plan:
    """Say what to read, and which event types nobody will."""
    oldest = _first_id(absence.last_at - LONGEST_MS)
    too_long = absence.last_at - absence.first_at > LONGEST_MS
    missing = set(NOBODY_TELLS)
    reads = []
    if facts.may_read_audit_log:
        reads.append(Read(source=AUDIT_LOG, after=max(absence.after_entry_id, oldest), until=LAST_ID))
    if too_long or not facts.may_read_audit_log:
        missing |= LOGGED
    for channel in facts.channels:
        if channel.last_message_id <= absence.after_message_id:
            continue
        if too_long or not channel.readable:
            missing |= MESSAGES
        if channel.readable:
            after = max(absence.after_message_id, oldest)
            reads.append(Read(source=channel.id, after=after, until=channel.last_message_id))
    return Plan(reads=reads, missing=frozenset(missing))


def rest_of(read: Read, ids: Sequence[int]) -> Read | None:
    """Return what is left after a page with these ids; None where that was the last."""
    newest = max(ids, default=read.until)
    if len(ids) < PAGE or newest >= read.until:
        return None
    return Read(source=read.source, after=newest, until=read.until)


def kinds_of(source: int) -> frozenset[str]:
    """Return the event types that are missing where this source could not be read."""
    return LOGGED if source == AUDIT_LOG else MESSAGES


def gap_of(absence: Absence, missing: frozenset[str]) -> GapData:
    return GapData(
        reason=GapReason.OFFLINE,
        kinds=sorted(missing),
        first_at=absence.first_at,
        last_at=absence.last_at,
        events=0,
    )


def _first_id(milliseconds: int) -> int:
    return max(0, snowflake_at(datetime.fromtimestamp(milliseconds / 1000, UTC)))


def _milliseconds(snowflake: int) -> int:
    return int(created_at(snowflake).timestamp() * 1000)
