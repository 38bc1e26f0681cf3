"""What moderators change in a case by hand."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.cases.changes import Deleted, Edited, NoteAdded, NoteEdited, NoteRemoved, Restored
from shared.features.cases.model import MAX_LINKS, MAX_NOTE, MAX_REASON, Case, CaseKind, CaseNote, Named, Number
from shared.features.cases.rules import check_not_about
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.fields import Problem, refuse
from shared.kernel.snowflakes import Snowflake
from shared.kernel.texts import cleaned
from shared.kernel.ulids import make_ulid

if TYPE_CHECKING:
    from shared.features.cases.service import CaseService

Seen = Callable[[Any], None]
"""Raises `StaleViewError` where a case is not the one that somebody saw."""

NoteText = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NOTE)]


class CaseEdit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is. `expires_at` is a warn's: other sanctions end by their timers."""

    reason: Annotated[str, msgspec.Meta(max_length=MAX_REASON)] | UnsetType | None = UNSET
    hidden: bool | UnsetType = UNSET
    expires_at: datetime | UnsetType | None = UNSET
    links: Annotated[list[Number], msgspec.Meta(max_length=MAX_LINKS)] | UnsetType = UNSET


class NewNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: NoteText
    hidden: bool = True


class NoteEdit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: NoteText | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET


class CaseDesk:
    """Nobody changes or takes away what a case about themselves says: they may add a note, as to any other.

    `entropy` returns 80 random bits.
    """

    def __init__(self, cases: "CaseService", clock: Callable[[], datetime], entropy: Callable[[], int]) -> None:
        self._cases = cases
        self._clock = clock
        self._entropy = entropy

    def edit(self, guild_id: Snowflake, number: int, edit: CaseEdit, by: Named, seen: Seen) -> Case:
        """Raise `ConflictError` where there is nothing to expire, and for whom it is about."""
        case = self._of_others(guild_id, number, by, seen)
        if edit.expires_at is not UNSET and case.kind is not CaseKind.WARN:
            raise ConflictError("Only a warn's time can be changed here.")
        reason = cleaned(edit.reason) or None if isinstance(edit.reason, str) else edit.reason
        change = Edited(reason=reason, hidden=edit.hidden, expires_at=edit.expires_at, links=edit.links)
        return self._cases.change(guild_id, number, change, by, revision=case.revision)

    def delete(self, guild_id: Snowflake, number: int, by: Named, seen: Seen) -> None:
        """Put a case into the recycle bin; raise `ConflictError` for whom it is about."""
        case = self._of_others(guild_id, number, by, seen)
        self._cases.change(guild_id, number, Deleted(), by, revision=case.revision)

    def restore(self, guild_id: Snowflake, number: int, by: Named) -> Case:
        """Take a case out of the recycle bin."""
        return self._cases.change(guild_id, number, Restored(), by)

    def add_note(self, guild_id: Snowflake, number: int, new: NewNote, by: Named) -> Case:
        now = self._clock()
        note_id = make_ulid(int(now.timestamp() * 1000), self._entropy())
        note = CaseNote(id=note_id, at=now, author=by, text=_text(new.text), hidden=new.hidden)
        return self._cases.change(guild_id, number, NoteAdded(note=note), by)

    def edit_note(self, guild_id: Snowflake, number: int, note_id: str, edit: NoteEdit, by: Named, seen: Seen) -> Case:
        case = self._of_others(guild_id, number, by, seen)
        note = next((each for each in case.notes if each.id == note_id), None)
        if note is None:
            raise NotFoundError
        change = NoteEdited(
            id=note_id,
            text=note.text if edit.text is UNSET else _text(edit.text),
            hidden=note.hidden if edit.hidden is UNSET else edit.hidden,
        )
        return self._cases.change(guild_id, number, change, by, revision=case.revision)

    def remove_note(self, guild_id: Snowflake, number: int, note_id: str, by: Named) -> None:
        self._of_others(guild_id, number, by, lambda _: None)
        self._cases.change(guild_id, number, NoteRemoved(id=note_id), by)

    def _of_others(self, guild_id: Snowflake, number: int, by: Named, seen: Seen) -> Case:
        case = self._cases.get(guild_id, number)
        check_not_about(case, by.user_id)
        seen(case)
        return case


def _text(text: str) -> str:
    """Return what is kept of a note; raise `InvalidInputError` where that is nothing."""
    kept = cleaned(text)
    refuse({"text": None if kept else Problem.TOO_SHORT})
    return kept
