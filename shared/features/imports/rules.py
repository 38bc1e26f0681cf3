"""What entries of the audit log mean: pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from shared.features.cases.model import MAX_REASON, CaseKind, CaseSource, CaseState, Named, NewCase
from shared.features.imports.model import Deed, Logged, Overruled
from shared.features.timers.model import TimerKind
from shared.kernel import json
from shared.kernel.attribution import Attribution, read_credit, read_stamp
from shared.kernel.errors import InvalidInputError
from shared.kernel.events import AuditLogChange, AuditLogEntryData, Event, EventType
from shared.kernel.snowflakes import Snowflake, created_at, parse_snowflake
from shared.kernel.texts import cleaned

_OF_USERS: Final = frozenset(Logged)
_KINDS: Final = {Logged.KICK: CaseKind.KICK, Logged.BAN: CaseKind.BAN, Logged.UNBAN: CaseKind.UNBAN}
_TIMEOUT_KEY: Final = "communication_disabled_until"
_ENDS: Final = {
    CaseKind.UNBAN: frozenset({CaseKind.BAN}),
    CaseKind.TIMEOUT: frozenset({CaseKind.TIMEOUT}),
    CaseKind.TIMEOUT_END: frozenset({CaseKind.TIMEOUT}),
}
_NAMING: Final = frozenset(
    {
        *(EventType.MEMBER_BAN, EventType.MEMBER_UNBAN, EventType.MEMBER_REMOVE),
        *(EventType.MEMBER_UPDATE, EventType.MEMBER_JOIN),
    }
)


class _User(msgspec.Struct, frozen=True):
    id: Snowflake
    username: str


class _OfUser(msgspec.Struct, frozen=True):
    user: _User | None = None


class _RoleOfChange(msgspec.Struct, frozen=True):
    id: Snowflake


_entry: Final = json.Decoder(AuditLogEntryData)
_of_user: Final = json.Decoder(_OfUser)
_roles: Final = json.Decoder(list[_RoleOfChange])
_moment: Final = json.Decoder(datetime)


def deeds_of(events: Iterable[Event], bot_id: Snowflake) -> Iterator[Deed]:
    """Yield what was done to users, in the events' order; entries of other kinds, or of a newer version, are none."""
    for event in events:
        if event.type == EventType.AUDIT_LOG_ENTRY:
            try:
                deed = _deed(event, _entry.decode(event.data), bot_id)
            except (InvalidInputError, ValueError):
                continue
            if deed is not None:
                yield deed


def names_in(events: Iterable[Event]) -> dict[Snowflake, str]:
    """Return how the users are called of whom member events tell."""
    names: dict[Snowflake, str] = {}
    for event in events:
        if event.type in _NAMING:
            try:
                user = _of_user.decode(event.data).user
            except InvalidInputError:
                continue
            if user is not None and user.username:
                names[user.id] = user.username
    return names


def makes_case(deed: Deed) -> bool:
    """Whether nobody else opens the case: what our own bot did has one by whoever had it done."""
    return deed.kind is not None and not deed.is_ours


def new_case(deed: Deed, user: Named, moderator: Named | None) -> NewCase:
    """Make the case of something that was done by somebody else than us."""
    if deed.kind is None:
        raise ValueError("it makes no case")
    reason = cleaned((deed.reason if deed.credit is None else deed.credit.reason) or "")
    bot = {} if deed.credit is None or deed.actor_id is None else {"bot_id": str(deed.actor_id)}
    return NewCase(
        guild_id=deed.guild_id,
        kind=deed.kind,
        source=CaseSource.DISCORD,
        user=user,
        moderator=moderator,
        reason=reason[:MAX_REASON] or None,
        at=deed.at,
        state=CaseState.DONE,
        expires_at=deed.until,
        details=bot,
        audit_entry_id=deed.entry_id,
    )


def ends_by(kind: CaseKind | None) -> frozenset[CaseKind]:
    """Return whose sanctions are over by it."""
    return frozenset() if kind is None else _ENDS.get(kind, frozenset())


def overrules(deed: Deed) -> list[Overruled]:
    """Say which clocks have nothing to lift any more, or not theirs: what our own bot did, it has seen to itself."""
    if deed.is_ours:
        return []
    if deed.kind in (CaseKind.BAN, CaseKind.UNBAN):
        return [Overruled(kinds=(TimerKind.BAN,), role_ids=None, lifted=deed.kind is CaseKind.UNBAN)]
    found = (
        (TimerKind.ROLE_GIVEN, deed.taken, True),
        (TimerKind.ROLE_TAKEN, deed.taken, False),
        (TimerKind.ROLE_TAKEN, deed.given, True),
        (TimerKind.ROLE_GIVEN, deed.given, False),
    )
    return [Overruled(kinds=(kind,), role_ids=roles, lifted=lifted) for kind, roles, lifted in found if roles]


def _deed(event: Event, entry: AuditLogEntryData, bot_id: Snowflake) -> Deed | None:
    target = entry.target_id or ""
    if entry.action not in _OF_USERS or not target.isdecimal():
        return None
    at, is_ours = created_at(entry.entry_id), entry.user_id == bot_id
    timeout = _timeout(entry, at)
    kind = timeout[0] if entry.action == Logged.MEMBER_UPDATE else _KINDS.get(Logged(entry.action))
    given, taken = _changed_roles(entry)
    if kind is None and not given and not taken:
        return None
    return Deed(
        guild_id=event.guild_id,
        entry_id=entry.entry_id,
        kind=kind,
        user_id=parse_snowflake(target),
        actor_id=entry.user_id,
        is_ours=is_ours,
        credit=_credit(entry, is_ours=is_ours),
        reason=entry.reason,
        at=at,
        until=timeout[1],
        given=given,
        taken=taken,
    )


def _credit(entry: AuditLogEntryData, *, is_ours: bool) -> Attribution | None:
    """Only of bots: people may write as their reason what they like."""
    if is_ours:
        return read_stamp(entry.reason)
    return read_credit(entry.reason) if entry.by_bot else None


def _timeout(entry: AuditLogEntryData, at: datetime) -> tuple[CaseKind | None, datetime | None]:
    change = next((each for each in entry.changes if each.key == _TIMEOUT_KEY), None)
    if entry.action != Logged.MEMBER_UPDATE or change is None:
        return None, None
    until = _moment.decode(change.new) if change.new else None
    if until is not None and until > at:
        return CaseKind.TIMEOUT, until
    return CaseKind.TIMEOUT_END, None


def _changed_roles(entry: AuditLogEntryData) -> tuple[frozenset[Snowflake], frozenset[Snowflake]]:
    if entry.action != Logged.ROLES:
        return frozenset(), frozenset()
    return _role_ids(entry.changes, "$add"), _role_ids(entry.changes, "$remove")


def _role_ids(changes: list[AuditLogChange], key: str) -> frozenset[Snowflake]:
    return frozenset(role.id for each in changes if each.key == key and each.new for role in _roles.decode(each.new))
