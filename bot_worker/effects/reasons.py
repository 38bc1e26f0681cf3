"""The reason that Discord's audit log shows."""

from typing import Final
from urllib.parse import quote

MAX_ENCODED: Final = 512  # discord.com/developers/docs/resources/audit-log, X-Audit-Log-Reason
_SAFE: Final = "/ "  # as discord.py encodes it
_CUT: Final = "…"


def fitting(reason: str) -> str | None:
    """Return the reason on one line, cut to what the header holds when it is URL-encoded; None for an empty one."""
    line = " ".join(reason.encode("utf-8", "ignore").decode().split())
    if _size(line) <= MAX_ENCODED:
        return line or None
    room = MAX_ENCODED - _size(_CUT)
    kept = 0
    for letter in line:
        room -= _size(letter)
        if room < 0:
            break
        kept += 1
    return line[:kept].rstrip() + _CUT


def _size(text: str) -> int:
    return len(quote(text, safe=_SAFE))
