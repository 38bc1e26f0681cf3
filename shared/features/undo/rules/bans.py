"""Whether a ban is still the one that was made, and what it is made again with."""

import msgspec

from shared.features.actions.model import Action, ActionKind
from shared.features.undo.model import Obstacle
from shared.features.undo.rules.kinds import fields, not_undoable
from shared.kernel.attribution import read_stamp
from shared.kernel.errors import ChangedSinceError


class BanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The ban that there is now, with its reason as Discord has it."""

    reason: str | None


class Reban(msgspec.Struct, frozen=True, kw_only=True):
    """Ban anew; `reason` is what was given for the ban that was lifted."""

    reason: str | None


class Unban(msgspec.Struct, frozen=True, kw_only=True):
    """Lift the ban."""


def inverse(action: Action, ban: BanFacts | None) -> Unban | Reban:
    """Say what takes the action back; raise `ChangedSinceError` or `NotUndoableError`."""
    if action.kind is ActionKind.UNBAN:
        if ban is None:
            return _again(fields(action.before).get("reason"))
        raise not_undoable(Obstacle.ALREADY_SO)
    if ban is None:
        raise not_undoable(Obstacle.ALREADY_SO)
    if not _is_of(ban, action):
        raise ChangedSinceError(details={"changed": {"ban_reason": ban.reason}})
    return Unban()


def _is_of(ban: BanFacts, action: Action) -> bool:
    """Whether the ban carries the stamp that the action gave it: another one is somebody else's, and stays."""
    stamp = read_stamp(ban.reason)
    return stamp is not None and stamp.user_id == action.actor_id and stamp.case == action.case


def _again(reason: str | None) -> Reban:
    stamp = read_stamp(reason)
    return Reban(reason=reason if stamp is None else stamp.reason)
