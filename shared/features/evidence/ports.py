"""What evidence needs from outside."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from shared.adapters.objects import StoredObject, UploadForm
from shared.features.cases.changes import CaseChange
from shared.features.cases.model import Case, Named
from shared.features.snapshots.rules import Scene
from shared.kernel.snowflakes import Snowflake


class Cases(Protocol):
    def get(self, guild_id: Snowflake, number: int) -> Case:
        """Raise `NotFoundError`."""

    def change(
        self,
        guild_id: Snowflake,
        number: int,
        change: CaseChange,
        by: Named | None,
        *,
        key: str | None = None,
        revision: int | None = None,
    ) -> Case:
        """Raise `StaleViewError` where `revision` is not the current one; a key that was used changes nothing."""


class Scenes(Protocol):
    def of(self, guild_id: Snowflake, user_id: Snowflake) -> Scene:
        """Return who stands where in a guild; raise `NotFoundError` where the bot, or the person, is not there."""


class Objects(Protocol):
    """A private bucket. All raise `StoreUnavailableError`."""

    def put(self, key: str, body: bytes, content_type: str) -> None: ...

    def read(self, key: str, etag: str | None = None) -> bytes:
        """Raise `NotFoundError`, or `ConflictError` where it is not what `etag` says any more."""

    def look_at(self, key: str) -> StoredObject:
        """Raise `NotFoundError`."""

    def copy(self, source: str, target: str, etag: str) -> None:
        """Copy an object with its metadata; raise `ConflictError` where it is not what `etag` says any more."""

    def delete(self, key: str) -> None:
        """Delete an object; none is no error."""

    def upload_form(
        self, key: str, *, content_type: str, size: int, metadata: Mapping[str, str], lifetime: timedelta
    ) -> UploadForm:
        """Let whoever has the form put exactly such an object there."""

    def download_url(self, key: str, filename: str, lifetime: timedelta) -> str:
        """Let whoever has the URL save the object as a file."""


class Vault(Protocol):
    def seal(self, guild_id: Snowflake, contents: Mapping[str, str], owner: str) -> str: ...

    def open(self, guild_id: Snowflake, sealed: str, owner: str) -> dict[str, str]:
        """Return nothing once the guild's key was erased."""
