"""A case is what its entries add up to."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from shared.features.cases import changes
from shared.features.cases.log import AnyChange, Body, LogEntry, read_body
from shared.features.cases.model import (
    MAX_EVIDENCE,
    MAX_LINKS,
    MAX_NOTES,
    Appeal,
    AppealState,
    Case,
    CaseState,
    Named,
    NewCase,
)
from shared.kernel import json
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake

MAX_CASE_BYTES: Final = 250_000  # that moderators fill; DynamoDB's 400 KB for an item leave room for what must happen

MAX_ENTRIES: Final = 500  # before a case is only settled, ended and put away: its history is one answer


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """A change with its place in the log."""

    seq: int
    number: int
    at: datetime
    by: Named | None
    change: AnyChange


def happening_of(entry: LogEntry, body: Body | None = None) -> Happening:
    """Return what an entry says; its `body` where it was read already."""
    said = body or read_body(entry.body)
    return Happening(seq=entry.seq, number=entry.number, at=entry.at, by=said.by, change=said.change)


def check_not_about(case: Case, user_id: Snowflake) -> None:
    """Raise `ConflictError` for who would change, or take away, what a case says about themselves."""
    if case.user is not None and case.user.user_id == user_id:
        raise ConflictError("You cannot do this to yourself.", details={"target": "you"})


def fold(happenings: Iterable[Happening]) -> Case | None:
    """Return the case that a case's own happenings, in their order, add up to; None where there is none."""
    case: Case | None = None
    for happening in happenings:
        case = after(case, happening)
    return case


def after(case: Case | None, happening: Happening) -> Case:
    """Return a case after one more thing has happened to it.

    Raise `ConflictError` where that makes no sense, `NotFoundError` where what it speaks of is not there.
    """
    if isinstance(happening.change, changes.Opened):
        if case is not None:
            raise ConflictError("A case is opened once.")
        return opened(happening.change.case, number=happening.number, seq=happening.seq)
    if case is None:
        raise NotFoundError
    if case.deleted_at is not None and not isinstance(happening.change, _OF_DELETED):
        raise ConflictError("This case is in the recycle bin.")
    fields = _APPLIED[type(happening.change)](case, happening, happening.change)
    changed = replace(case, **fields, revision=case.revision + 1, entries=[*case.entries, happening.seq])
    if isinstance(happening.change, _FILLING) and _is_full(changed):
        raise ConflictError("This case is full.")
    return changed


def _is_full(case: Case) -> bool:
    return len(case.entries) > MAX_ENTRIES or len(json.encode(case)) > MAX_CASE_BYTES


_OF_DELETED: Final = (
    changes.Settled,
    changes.Ended,
    changes.Restored,
    changes.Erased,
)  # what goes on without a moderator's doing

_FILLING: Final = (
    changes.Edited,
    changes.NoteAdded,
    changes.NoteEdited,
    changes.EvidenceAdded,
    changes.Restored,
)  # what a case that is full has no room for; it is settled, ended, appealed, erased and put away all the same

Fields = dict[str, Any]
Part = TypeVar("Part", bound=msgspec.Struct)


def opened(new: NewCase, *, number: int, seq: int) -> Case:
    """Return a case as it begins; `seq` is its first entry's place in the log."""
    return Case(
        **{name: getattr(new, name) for name in new.__struct_fields__},
        number=number,
        revision=1,
        entries=[seq],
        code=None,
        action_id=None,
        notes=[],
        evidence=[],
        links=[],
        ending=None,
        appeal=None,
        deleted_at=None,
    )


def _settled(case: Case, _: Happening, change: changes.Settled) -> Fields:
    """Whoever did it, and whoever read of it in Discord's audit log, may both say that it was done."""
    is_same = change.action_id is None or case.action_id in (None, change.action_id)
    agrees = is_same and case.state is change.state is CaseState.DONE
    if change.state is CaseState.PENDING or not (case.state is CaseState.PENDING or agrees):
        raise ConflictError("This case is settled.")
    return {
        "state": change.state,
        "code": change.code,
        "action_id": change.action_id or case.action_id,
        "audit_entry_id": change.audit_entry_id or case.audit_entry_id,
        "details": {**case.details, **change.details},
    }


def _edited(case: Case, _: Happening, change: changes.Edited) -> Fields:
    given: Fields = {
        name: getattr(change, name) for name in ("reason", "hidden", "expires_at") if getattr(change, name) is not UNSET
    }
    if change.links is not UNSET:
        given["links"] = sorted(set(change.links) - {case.number})
        if len(given["links"]) > MAX_LINKS:
            raise ConflictError("This case has as many links as there can be.")
    return given


def _note_added(case: Case, _: Happening, change: changes.NoteAdded) -> Fields:
    return {"notes": _added(case.notes, change.note, MAX_NOTES)}


def _note_edited(case: Case, happening: Happening, change: changes.NoteEdited) -> Fields:
    _find(case.notes, change.id)
    return {
        "notes": [
            replace(note, text=change.text, hidden=change.hidden, edited_at=happening.at)
            if note.id == change.id
            else note
            for note in case.notes
        ]
    }


def _note_removed(case: Case, _: Happening, change: changes.NoteRemoved) -> Fields:
    return {"notes": _without(case.notes, change.id)}


def _evidence_added(case: Case, _: Happening, change: changes.EvidenceAdded) -> Fields:
    return {"evidence": _added(case.evidence, change.evidence, MAX_EVIDENCE)}


def _evidence_removed(case: Case, _: Happening, change: changes.EvidenceRemoved) -> Fields:
    return {"evidence": _without(case.evidence, change.id)}


def _ended(case: Case, _: Happening, change: changes.Ended) -> Fields:
    if case.ending is not None:
        raise ConflictError("This is over already.")
    return {"ending": change.ending}


def _deleted(case: Case, happening: Happening, _: changes.Deleted) -> Fields:
    del case
    return {"deleted_at": happening.at}


def _restored(case: Case, _: Happening, __: changes.Restored) -> Fields:
    if case.deleted_at is None:
        raise ConflictError("This case is not in the recycle bin.")
    return {"deleted_at": None}


def _appealed(case: Case, happening: Happening, change: changes.Appealed) -> Fields:
    if case.appeal is not None:
        raise ConflictError("This case was appealed already.")
    return {"appeal": Appeal(at=happening.at, text=change.text)}


def _appeal_answered(case: Case, happening: Happening, change: changes.AppealAnswered) -> Fields:
    if case.appeal is None or case.appeal.state is not AppealState.OPEN or change.state is AppealState.OPEN:
        raise ConflictError("There is no appeal to answer.")
    return {
        "appeal": replace(
            case.appeal,
            state=change.state,
            answer=change.answer,
            answered_by=happening.by,
            answered_at=happening.at,
        )
    }


def _erased(case: Case, _: Happening, change: changes.Erased) -> Fields:
    if not set(change.digests) <= set(map(str, case.entries)):
        raise NotFoundError
    return {}  # what was taken out of the entries is out of what they add up to


_APPLIED: Final[dict[type[msgspec.Struct], Callable[[Case, Happening, Any], Fields]]] = {
    changes.Settled: _settled,
    changes.Edited: _edited,
    changes.NoteAdded: _note_added,
    changes.NoteEdited: _note_edited,
    changes.NoteRemoved: _note_removed,
    changes.EvidenceAdded: _evidence_added,
    changes.EvidenceRemoved: _evidence_removed,
    changes.Ended: _ended,
    changes.Deleted: _deleted,
    changes.Restored: _restored,
    changes.Appealed: _appealed,
    changes.AppealAnswered: _appeal_answered,
    changes.Erased: _erased,
}


def _added(parts: list[Part], part: Part, most: int) -> list[Part]:
    if len(parts) >= most:
        raise ConflictError("This case holds no more of these.")
    if any(_id(each) == _id(part) for each in parts):
        raise ConflictError
    return [*parts, part]


def _without(parts: list[Part], part_id: str) -> list[Part]:
    _find(parts, part_id)
    return [each for each in parts if _id(each) != part_id]


def _find(parts: list[Part], part_id: str) -> Part:
    found = next((each for each in parts if _id(each) == part_id), None)
    if found is None:
        raise NotFoundError
    return found


def _id(part: msgspec.Struct) -> str:
    return str(getattr(part, "id"))  # noqa: B009 - notes and evidence have one; a struct in general has none
