"""Entity tags: a digest of what a resource looks like (RFC 9110, section 8.8.3)."""

from hashlib import blake2b
from typing import Final

from shared.kernel import json
from shared.kernel.errors import StaleViewError

ANY: Final = "*"


def etag_of(body: bytes) -> str:
    """Return the strong tag of an encoded body."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def is_listed(etag: str, header: str) -> bool:
    """Tell whether an If-Match or If-None-Match header names this tag; a proxy may have made it a weak one."""
    named = [each.strip().removeprefix("W/") for each in header.split(",")]
    return ANY in named or etag in named


def require_unchanged(if_match: str, current: object) -> None:
    """Raise `StaleViewError`, with the resource as it is, where `if_match` (empty: any) names another one."""
    if if_match and not is_listed(etag_of(json.encode(current)), if_match):
        raise StaleViewError(details={"current": json.to_builtins(current)})
