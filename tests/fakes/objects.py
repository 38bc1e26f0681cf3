"""A bucket in memory, held to the same contract as S3; its forms and URLs lead nowhere."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import md5

from shared.adapters.objects import StoredObject, UploadForm
from shared.kernel.errors import ConflictError, NotFoundError


class FakeObjects:
    def __init__(self) -> None:
        self.stored: dict[str, tuple[bytes, StoredObject]] = {}
        self.forms: dict[str, tuple[str, int, Mapping[str, str]]] = {}

    def put(self, key: str, body: bytes, content_type: str) -> None:
        self._store(key, body, content_type, {})

    def upload(self, form: UploadForm, body: bytes) -> None:
        """Do what a browser does with a form."""
        key = form.fields["key"]
        content_type, size, metadata = self.forms[key]
        assert len(body) == size
        self._store(key, body, content_type, metadata)

    def read(self, key: str, etag: str | None = None) -> bytes:
        body, found = self._found(key)
        if etag not in (None, found.etag):
            raise ConflictError
        return body

    def look_at(self, key: str) -> StoredObject:
        return self._found(key)[1]

    def copy(self, source: str, target: str, etag: str) -> None:
        body, found = self._found(source)
        if found.etag != etag:
            raise ConflictError
        self.stored[target] = (body, found)

    def delete(self, key: str) -> None:
        self.stored.pop(key, None)

    def upload_form(
        self, key: str, *, content_type: str, size: int, metadata: Mapping[str, str], lifetime: timedelta
    ) -> UploadForm:
        assert lifetime > timedelta()
        self.forms[key] = (content_type, size, metadata)
        return UploadForm(url="https://bucket.example", fields={"key": key})

    def download_url(self, key: str, filename: str, lifetime: timedelta) -> str:
        return f"https://bucket.example/{key}?for={lifetime.total_seconds():.0f}&as={filename}"

    def _store(self, key: str, body: bytes, content_type: str, metadata: Mapping[str, str]) -> None:
        etag = f'"{md5(body, usedforsecurity=False).hexdigest()}"'
        found = StoredObject(size=len(body), content_type=content_type, etag=etag, metadata=dict(metadata))
        self.stored[key] = (body, found)

    def _found(self, key: str) -> tuple[bytes, StoredObject]:
        if key not in self.stored:
            raise NotFoundError
        return self.stored[key]
