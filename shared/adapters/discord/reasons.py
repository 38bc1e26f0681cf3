"""What the guild's audit log says of our requests: who acted, and why."""

from typing import Final
from urllib.parse import quote

LONGEST: Final = 512  # URL-encoded; discord.com/developers/docs/resources/audit-log
_MORE: Final = "…"


def audit_log_reason(actor: str, reason: str = "") -> str:
    """Return the header's value: the actor first, and as much of the reason as fits, cut between characters."""
    text = " ".join(f"{actor}: {reason}".split()) if reason.strip() else " ".join(actor.split())
    encoded = [quote(character, safe=" ") for character in text.encode(errors="replace").decode()]
    if sum(map(len, encoded)) <= LONGEST:
        return "".join(encoded).strip()
    kept, room = [], LONGEST - len(quote(_MORE))
    for character in encoded:
        room -= len(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + quote(_MORE)
