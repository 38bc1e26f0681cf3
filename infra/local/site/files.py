"""The SPA's files as they go over the wire: compressed once, with the caching that each kind allows."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATED: Final = "no-cache"
_PAGE: Final = "index.html"
_HASHED_FOLDER: Final = "assets"
_COMPRESSED: Final = {
    "application/javascript", "application/json", "application/manifest+json", "image/svg+xml", "text/css",
    "text/html", "text/javascript", "text/plain",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class File:
    body: bytes
    gzipped: bytes | None
    content_type: str
    cache_control: str
    etag: str


class Files:
    """Reads a file when it is first asked for, and again when it changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._known: dict[tuple[Path, int], File] = {}

    def find(self, path: str) -> File | None:
        """The file at this path of the site; the page itself for paths that the SPA's router knows."""
        try:
            wanted = (self._folder / path.lstrip("/")).resolve()
            if wanted.is_file() and wanted.is_relative_to(self._folder):
                return self._read(wanted)
        except (OSError, ValueError):  # a name that no file can have: too long, or with a zero byte
            return None
        page = self._folder / _PAGE
        is_deep_link = "." not in path.rpartition("/")[2]
        return self._read(page) if is_deep_link and page.is_file() else None

    def _read(self, path: Path) -> File:
        key = (path, path.stat().st_mtime_ns)
        if key not in self._known:
            self._known[key] = _load(path, hashed=path.relative_to(self._folder).parts[0] == _HASHED_FOLDER)
        return self._known[key]


def _load(path: Path, *, hashed: bool) -> File:
    body = path.read_bytes()
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix == ".webmanifest":
        content_type = "application/manifest+json"
    compressible = content_type in _COMPRESSED
    return File(
        body=body,
        gzipped=gzip.compress(body, 6, mtime=0) if compressible else None,
        content_type=f"{content_type}; charset=utf-8" if compressible else content_type,
        cache_control=IMMUTABLE if hashed else REVALIDATED,
        etag=hashlib.sha256(body).hexdigest()[:20],
    )
