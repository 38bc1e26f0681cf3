"""Cookies in and out; every cookie of ours is httpOnly and lives below one path."""

from datetime import timedelta
from typing import Literal

import msgspec


class Cookie(msgspec.Struct, frozen=True, kw_only=True):
    """A cookie to set; a lifetime of zero deletes it."""

    name: str
    value: str
    path: str
    lifetime: timedelta
    same_site: Literal["Strict", "Lax"]
    secure: bool


def set_cookie(cookie: Cookie) -> str:
    """Return the value of a Set-Cookie header."""
    parts = [
        f"{cookie.name}={cookie.value}",
        f"Path={cookie.path}",
        f"Max-Age={int(cookie.lifetime.total_seconds())}",
        f"SameSite={cookie.same_site}",
        "HttpOnly",
    ]
    return "; ".join([*parts, "Secure"] if cookie.secure else parts)


def parse_cookies(header: str) -> dict[str, str]:
    """Read a Cookie header; of two with one name the first counts, because the longest path comes first (RFC 6265)."""
    cookies: dict[str, str] = {}
    for pair in header.split(";"):
        name, found, value = pair.strip().partition("=")
        if found:
            cookies.setdefault(name, value.strip('"'))
    return cookies
