"""What an entry says, without somebody's name and without what they wrote themselves."""

from typing import Any, Final

import msgspec

from shared.features.cases.log import LogEntry
from shared.features.cases.model import Case, CaseKind
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

NAMELESS: Final = "erased"
_THEIR_NAMES: Final = ("nick", "before")  # in the details of a case about a nick


def without_person(entry: LogEntry, case: Case, user_id: Snowflake) -> str:
    """Return an entry's body without a person; ids stay, without which nobody could tell what was done to whom."""
    body: dict[str, Any] = msgspec.json.decode(entry.body)
    change = body["change"]
    if change["what"] == "appealed" and entry.actor == user_id:
        change["text"] = ""
    if case.kind is CaseKind.NICK and case.user is not None and case.user.user_id == user_id:
        _drop(change.get("case", change).get("details", {}))
    return json.encode(_nameless(body, str(user_id))).decode()


def _nameless(value: Any, user_id: str) -> Any:
    if isinstance(value, list):
        return [_nameless(each, user_id) for each in value]
    if not isinstance(value, dict):
        return value
    named = {name: _nameless(each, user_id) for name, each in value.items()}
    if named.get("user_id") == user_id and "name" in named:
        named["name"] = NAMELESS
    return named


def _drop(details: dict[str, Any]) -> None:
    for name in _THEIR_NAMES:
        details.pop(name, None)
