"""How a channel is put back: its settings, an overwrite, or what a lock denied."""

from typing import Any, Final

import msgspec

from shared.features.actions.model import Action
from shared.features.channels.model import ChannelEdit, ChannelOverwrite, DiscordChannel
from shared.features.undo.model import Obstacle
from shared.features.undo.rules.kinds import fields, not_undoable
from shared.kernel import json
from shared.kernel.errors import ChangedSinceError, InvalidInputError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

_SETTINGS: Final = frozenset(ChannelEdit.__struct_fields__) - {"reason"}
_BITS: Final = ("allow", "deny")


class OverwriteInverse(msgspec.Struct, frozen=True, kw_only=True):
    """Put this overwrite; None: take it away."""

    concerned: Snowflake
    overwrite: ChannelOverwrite | None


def edit(action: Action, channel: DiscordChannel | None) -> ChannelEdit:
    """Say which settings take an edit back; raise `ChangedSinceError` or `NotUndoableError`."""
    if channel is None:
        raise not_undoable(Obstacle.CHANNEL_DELETED)
    before, after = _settings(action.before), _settings(action.after)
    current = _settings(json.to_builtins(channel))
    _require_same({name: current[name] for name in after}, before, after)
    try:
        return json.convert(before, ChannelEdit)
    except InvalidInputError as error:
        raise not_undoable(Obstacle.NOT_KEPT) from error


def overwrite(action: Action, channel: DiscordChannel | None) -> OverwriteInverse:
    """Say which overwrite takes a change back; raise `ChangedSinceError` or `NotUndoableError`."""
    if channel is None:
        raise not_undoable(Obstacle.CHANNEL_DELETED)
    told = action.after or action.before or {}
    concerned = parse_snowflake(told["id"])
    found = next((each for each in channel.permission_overwrites if each.id == concerned), None)
    current = None if found is None else {name: getattr(found, name) for name in _BITS}
    before, after = (None if each is None else _bits(each) for each in (action.before, action.after))
    compared = current if current is None or after is None else {name: current[name] for name in after}
    if compared != after:
        if current == before or (current and before and {name: current[name] for name in before} == before):
            raise not_undoable(Obstacle.ALREADY_SO)
        raise ChangedSinceError(details={"changed": {"overwrite": current}})
    if before is None:
        return OverwriteInverse(concerned=concerned, overwrite=None)
    bits = {"allow": "0", "deny": "0"} | (current or {}) | before
    return OverwriteInverse(
        concerned=concerned,
        overwrite=json.convert({"id": str(concerned), "type": told["type"], **bits}, ChannelOverwrite),
    )


def locked(action: Action) -> dict[Snowflake, tuple[dict[str, str] | None, dict[str, str] | None]]:
    """Return @everyone's overwrite in each channel that a lock changed, as it was and as it became."""
    before, after = (fields(each).get("channels") or {} for each in (action.before, action.after))
    return {
        parse_snowflake(channel_id): (before.get(channel_id), became)
        for channel_id, became in after.items()
        if became != before.get(channel_id)
    }


def require_locked(action: Action, now: dict[Snowflake, dict[str, str] | None]) -> list[Snowflake]:
    """Return the channels to unlock; raise `ChangedSinceError` where one is not as the lock left it, or gone.

    `now` holds @everyone's overwrites in the channels that there are.
    """
    touched = locked(action)
    if not touched:
        raise not_undoable(Obstacle.NOT_KEPT)
    changed = {
        str(each): now.get(each) for each, (_, after) in touched.items() if each not in now or now[each] != after
    }
    if len(changed) == len(touched) and all(now.get(each) == before for each, (before, _) in touched.items()):
        raise not_undoable(Obstacle.ALREADY_SO)
    if changed:
        raise ChangedSinceError(details={"changed": {"channels": changed}})
    return sorted(touched)


def _settings(recorded: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in fields(recorded).items() if name in _SETTINGS}


def _bits(recorded: dict[str, Any]) -> dict[str, Any]:
    return {name: recorded[name] for name in _BITS if name in recorded}


def _require_same(current: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> None:
    if current == after:
        if not after:
            raise not_undoable(Obstacle.NOT_KEPT)
        return
    if current == before:
        raise not_undoable(Obstacle.ALREADY_SO)
    raise ChangedSinceError(
        details={"changed": {name: current[name] for name in after if current[name] != after[name]}}
    )
