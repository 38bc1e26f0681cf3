"""What an action changed: the fields that differ, as they were and as they are."""

from typing import Any

import msgspec

from shared.kernel import json

Fields = dict[str, Any]


def differences(before: msgspec.Struct | None, after: msgspec.Struct | None) -> tuple[Fields | None, Fields | None]:
    """Return the fields that differ, before and after; all of them of what is new, or gone."""
    old, new = (None if each is None else json.to_builtins(each) for each in (before, after))
    if old is None or new is None:
        return old, new
    changed = [name for name in new if old.get(name) != new[name]]
    return {name: old.get(name) for name in changed}, {name: new[name] for name in changed}
