"""Files on their way from a browser to a case: uploaded beside the API, looked at, and only then kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from urllib.parse import quote, unquote

from shared.features.cases.model import Evidence, EvidenceKind, Named
from shared.features.evidence.archive import place_of
from shared.features.evidence.model import NewFile, Upload
from shared.features.evidence.ports import Objects
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.texts import cleaned_line

UPLOAD_LIFETIME: Final = timedelta(minutes=10)
_HIDDEN: Final = "hidden"


class Uploads:
    """What was asked for is signed into the form, and comes back with the object: nothing of it can be changed."""

    def __init__(self, objects: Objects, clock: Callable[[], datetime]) -> None:
        self._objects = objects
        self._clock = clock

    def form(
        self, guild_id: Snowflake, number: int, evidence_id: str, wanted: NewFile, *, hidden: bool, by: Snowflake
    ) -> Upload:
        form = self._objects.upload_form(
            _way_of(guild_id, number, evidence_id),
            content_type=wanted.content_type,
            size=wanted.size,
            metadata={
                "by": str(by),
                "name": quote(cleaned_line(wanted.name) or "file", safe=""),
                "shown": _HIDDEN if hidden else "yes",
            },
            lifetime=UPLOAD_LIFETIME,
        )
        expires_at = self._clock() + UPLOAD_LIFETIME
        return Upload(evidence_id=evidence_id, url=form.url, fields=form.fields, expires_at=expires_at)

    def take(self, guild_id: Snowflake, number: int, evidence_id: str, by: Named) -> Evidence:
        """Keep what was uploaded, and describe it; raise `NotFoundError` where this person has uploaded nothing there.

        Raise `ConflictError` where it is replaced this very moment: the form can be used again until it expires, so
        what was hashed is copied, and what comes later is of no concern.
        """
        way = _way_of(guild_id, number, evidence_id)
        found = self._objects.look_at(way)
        if found.metadata.get("by") != str(by.user_id):
            raise NotFoundError
        digest = sha256(self._objects.read(way, found.etag)).hexdigest()
        self._objects.copy(way, place_of(guild_id, number, evidence_id), found.etag)
        return Evidence(
            id=evidence_id,
            kind=EvidenceKind.FILE,
            at=self._clock(),
            author=by,
            hidden=found.metadata.get("shown") == _HIDDEN,
            title=unquote(found.metadata.get("name", "file")),
            size=found.size,
            content_type=found.content_type,
            sha256=digest,
        )

    def forget(self, guild_id: Snowflake, number: int, evidence_id: str) -> None:
        """Delete what was uploaded; what nobody confirms, the bucket deletes after a day."""
        self._objects.delete(_way_of(guild_id, number, evidence_id))


def _way_of(guild_id: Snowflake, number: int, evidence_id: str) -> str:
    return f"uploads/{guild_id}/{number}/{evidence_id}"
