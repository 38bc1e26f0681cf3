"""Why something was not done, in the words of whoever asked for it."""

from collections.abc import Mapping
from typing import Final

from bot_worker.slash.durations import said
from bot_worker.slash.given import Misunderstood
from bot_worker.slash.language import Language
from bot_worker.slash.texts import can_say, say
from shared.kernel.errors import AppError

_OF_CONFLICTS: Final = ("target", "role")


def misunderstood(error: Misunderstood, language: Language) -> str:
    if error.limit is None:
        return say(language, error.key)
    return say(language, error.key, duration=said(error.limit, language))


def explained(error: AppError, language: Language) -> str:
    return refused(error.code, str(error), error.details, language)


def refused(code: str, message: str, details: Mapping[str, object] | None, language: Language) -> str:
    """Say why as precisely as the details allow; what has no words of its own is said as it came."""
    known = details or {}
    key = _key(code, known)
    if not can_say(key):
        return say(language, "error", message=message)
    permission = str(known.get("permission", ""))
    return say(language, key, permission=_permission(permission, language), role=known.get("role", ""))


def _key(code: str, details: Mapping[str, object]) -> str:
    who = details.get("who")
    if code == "permission_missing" and "permission" in details and who in ("you", "bot"):
        return f"error.permission_missing.{who}"
    if code == "role_too_high":
        return _rank_key(who, details)
    if code == "conflict":
        for name in _OF_CONFLICTS:
            if can_say(f"error.conflict.{name}.{details.get(name)}"):
                return f"error.conflict.{name}.{details[name]}"
    return f"error.{code}"


def _rank_key(who: object, details: Mapping[str, object]) -> str:
    if details.get("owner"):
        return "error.role_too_high.owner"
    if "role" not in details:
        return "error.permission_missing"
    return "error.role_too_high.bot" if who == "bot" else "error.role_too_high"


def _permission(name: str, language: Language) -> str:
    key = f"permission.{name}"
    return say(language, key) if can_say(key) else name.replace("_", " ").title()
