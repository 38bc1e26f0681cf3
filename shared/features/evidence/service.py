"""Evidence of a case: what it says is kept apart, the case has its hash."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from shared.features.cases.changes import CaseChange, EvidenceAdded, EvidenceRemoved
from shared.features.cases.model import Case, Evidence, EvidenceKind, Named
from shared.features.evidence import rules
from shared.features.evidence.archive import DOWNLOAD_LIFETIME, EvidenceArchive
from shared.features.evidence.model import (
    AddedEvidence,
    EvidenceContent,
    KeptMessage,
    NewEvidence,
    NewFile,
    NewLink,
)
from shared.features.evidence.ports import Cases
from shared.features.evidence.reading import MessageReader
from shared.features.evidence.uploads import Uploads
from shared.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    StaleViewError,
)
from shared.kernel.snowflakes import Snowflake
from shared.kernel.texts import cleaned_line
from shared.kernel.ulids import make_ulid

TRIES: Final = 5  # while others change the same case


class EvidenceService:
    """All raise `NotFoundError` for a case, or evidence, that is not there. `entropy` returns 80 random bits."""

    def __init__(
        self,
        *,
        cases: Cases,
        archive: EvidenceArchive,
        uploads: Uploads,
        reader: MessageReader,
        name_of: Callable[[Snowflake], str],
        clock: Callable[[], datetime],
        entropy: Callable[[], int],
    ) -> None:
        self._cases = cases
        self._archive = archive
        self._uploads = uploads
        self._reader = reader
        self._name_of = name_of
        self._clock = clock
        self._entropy = entropy

    def add(self, guild_id: Snowflake, number: int, wanted: NewEvidence, user_id: Snowflake) -> AddedEvidence:
        """Keep a message or a link, or say where a file goes; raise `InvalidInputError` where there is no room."""
        rules.check_room(self._cases.get(guild_id, number))
        if isinstance(wanted.item, NewFile):
            upload = self._uploads.form(guild_id, number, self._new_id(), wanted.item, hidden=wanted.hidden, by=user_id)
            return AddedEvidence(evidence=None, upload=upload)
        by = self._named(user_id)
        if isinstance(wanted.item, NewLink):
            link = self._link(guild_id, number, wanted.item, by, hidden=wanted.hidden)
            return AddedEvidence(evidence=link, upload=None)
        message = self._reader.read(guild_id, user_id, wanted.item)
        kept = self.keep_messages(guild_id, number, [message], by=by, hidden=wanted.hidden)
        return AddedEvidence(evidence=kept, upload=None)

    def keep_messages(
        self,
        guild_id: Snowflake,
        number: int,
        messages: Sequence[KeptMessage],
        *,
        by: Named,
        title: str = "",
        hidden: bool = True,
    ) -> Evidence:
        """Keep 1 to 1,000 messages as one piece of evidence; raise `InvalidInputError` where there is no room."""
        rules.check_messages(len(messages))
        evidence_id = self._new_id()
        digest = self._archive.keep(guild_id, number, evidence_id, messages)
        only = messages[0] if len(messages) == 1 else None
        evidence = Evidence(
            id=evidence_id,
            kind=EvidenceKind.MESSAGE,
            at=self._clock(),
            author=by,
            hidden=hidden,
            title=title or (f"#{only.channel_name}" if only else f"{len(messages)} messages"),
            channel_id=only.channel_id if only else None,
            message_id=only.message_id if only else None,
            sha256=digest,
        )
        return self._put_into_case(guild_id, number, evidence)

    def confirm(self, guild_id: Snowflake, number: int, evidence_id: str, user_id: Snowflake) -> Evidence:
        """Make an uploaded file evidence; raise `ConflictError` where it is replaced this very moment."""
        known = [each for each in self._cases.get(guild_id, number).evidence if each.id == evidence_id]
        if known:
            return known[0]
        evidence = self._uploads.take(guild_id, number, evidence_id, self._named(user_id))
        kept = self._put_into_case(guild_id, number, evidence)
        self._uploads.forget(guild_id, number, evidence_id)
        return kept

    def read(self, guild_id: Snowflake, number: int, evidence_id: str, user_id: Snowflake) -> EvidenceContent:
        """Show evidence to a moderator, but for messages from channels that they do not see."""
        content = self.content(guild_id, number, evidence_id)
        if not content.messages:
            return content
        seen = self._reader.seen(guild_id, user_id, content.messages)
        return replace(content, messages=seen, withheld=len(content.messages) - len(seen))

    def content(self, guild_id: Snowflake, number: int, evidence_id: str) -> EvidenceContent:
        """Show all of it, to whom somebody decided to show it."""
        evidence = rules.found_in(self._cases.get(guild_id, number), evidence_id)
        if evidence.kind is EvidenceKind.LINK:
            return _content(evidence, url=evidence.url)
        if evidence.kind is EvidenceKind.MESSAGE:
            messages, is_intact = self._archive.open(guild_id, number, evidence)
            return _content(evidence, messages=messages, is_intact=is_intact)
        try:
            url = self._archive.link(guild_id, number, evidence)
        except NotFoundError:
            return _content(evidence, is_intact=False)
        return _content(evidence, url=url, expires_at=self._clock() + DOWNLOAD_LIFETIME)

    def remove(self, guild_id: Snowflake, number: int, evidence_id: str, user_id: Snowflake) -> None:
        """Erase what was kept, then say so: whoever dies in between leaves evidence that is seen to be gone."""
        case = self._cases.get(guild_id, number)
        rules.check_removal(case, user_id)
        rules.found_in(case, evidence_id)
        self._archive.erase(guild_id, number, evidence_id)
        self._changed(guild_id, number, EvidenceRemoved(id=evidence_id), self._named(user_id), rules.check_open)

    def _link(self, guild_id: Snowflake, number: int, wanted: NewLink, by: Named, *, hidden: bool) -> Evidence:
        rules.check_link(wanted.url)
        evidence = Evidence(
            id=self._new_id(),
            kind=EvidenceKind.LINK,
            at=self._clock(),
            author=by,
            hidden=hidden,
            title=cleaned_line(wanted.title),
            url=wanted.url,
        )
        return self._put_into_case(guild_id, number, evidence)

    def _put_into_case(self, guild_id: Snowflake, number: int, evidence: Evidence) -> Evidence:
        """Raise `NotFoundError` where it was there before, and was removed."""
        try:
            case = self._changed(guild_id, number, EvidenceAdded(evidence=evidence), evidence.author, rules.check_room)
            return rules.found_in(case, evidence.id)
        except (InvalidInputError, NotFoundError, ConflictError, StaleViewError):
            self._archive.erase(guild_id, number, evidence.id)
            raise

    def _changed(
        self, guild_id: Snowflake, number: int, change: CaseChange, by: Named, check: Callable[[Case], None]
    ) -> Case:
        """Change the case that was checked, and no later one; raise `StaleViewError` where others never pause."""
        key = f"evidence:{change.evidence.id}" if isinstance(change, EvidenceAdded) else None
        for _ in range(TRIES):
            case = self._cases.get(guild_id, number)
            check(case)
            with suppress(StaleViewError):
                return self._cases.change(guild_id, number, change, by, key=key, revision=case.revision)
        raise StaleViewError

    def _named(self, user_id: Snowflake) -> Named:
        return Named(user_id=user_id, name=self._name_of(user_id))

    def _new_id(self) -> str:
        return make_ulid(int(self._clock().timestamp() * 1000), self._entropy())


def _content(
    evidence: Evidence,
    *,
    messages: list[KeptMessage] | None = None,
    url: str | None = None,
    expires_at: datetime | None = None,
    is_intact: bool | None = None,
) -> EvidenceContent:
    return EvidenceContent(
        evidence=evidence, messages=messages or [], url=url, expires_at=expires_at, is_intact=is_intact, withheld=0
    )
