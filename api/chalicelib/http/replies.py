"""What a handler answers when a body alone is not enough."""

from typing import Generic, TypeVar

import msgspec

from chalicelib.http.cookies import Cookie

T = TypeVar("T")


class Reply(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A body (None: empty), with cookies to set, or a `location` to go to (302)."""

    body: T
    cookies: tuple[Cookie, ...] = ()
    location: str | None = None
