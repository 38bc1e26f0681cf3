"""Which kinds of actions can be undone at all, and who may."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import asdict

from shared.features.access.model import GuildPermission
from shared.features.actions.model import Action, ActionKind, Outcome, TargetKind
from shared.features.undo.model import ListedAction, Obstacle
from shared.kernel.errors import AlreadyUndoneError, NotUndoableError

OF_MEMBERS: Final = frozenset(
    {
        *(ActionKind.MEMBER_EDIT, ActionKind.MEMBER_TIMEOUT),
        *(ActionKind.MEMBER_ROLE_ADD, ActionKind.MEMBER_ROLE_REMOVE),
    }
)
OF_BANS: Final = frozenset({ActionKind.BAN, ActionKind.UNBAN})
OF_OVERWRITES: Final = frozenset({ActionKind.OVERWRITE_EDIT, ActionKind.OVERWRITE_DELETE})
_UNDOABLE: Final = OF_MEMBERS | OF_BANS | OF_OVERWRITES | {ActionKind.CHANNEL_EDIT, ActionKind.LOCK}
_WHY_NOT: Final[Mapping[ActionKind, Obstacle]] = {
    ActionKind.MEMBER_KICK: Obstacle.MEMBER_REMOVED,
    ActionKind.MESSAGE_SEND: Obstacle.MESSAGE_SENT,
    ActionKind.MESSAGE_DELETE: Obstacle.MESSAGES_DELETED,
    ActionKind.MESSAGE_DELETE_BULK: Obstacle.MESSAGES_DELETED,
    ActionKind.CHANNEL_DELETE: Obstacle.CHANNEL_DELETED,
    ActionKind.ROLE_DELETE: Obstacle.ROLE_DELETED,
}
_FIELDS: Final = frozenset({"nick", "role_ids", "timed_out_until"})  # of a member: what else changed follows from them


def require_undoable(action: Action) -> None:
    """Raise `AlreadyUndoneError` or `NotUndoableError` by what is on record."""
    if action.kind not in _UNDOABLE:
        raise not_undoable(_WHY_NOT.get(action.kind, Obstacle.NOT_KEPT))
    if action.kind in OF_BANS and action.target.kind is not TargetKind.USER:
        raise not_undoable(Obstacle.OF_MANY)
    if action.outcome is not Outcome.DONE:
        raise not_undoable(Obstacle.NOT_DONE)
    if action.undone_by is not None:
        raise AlreadyUndoneError
    if action.kind in OF_MEMBERS and not _FIELDS & fields(action.after).keys():
        raise not_undoable(Obstacle.NOT_KEPT)
    if action.kind not in OF_MEMBERS | OF_BANS and action.before is None and action.after is None:
        raise not_undoable(Obstacle.NOT_KEPT)


def is_undoable(action: Action) -> bool:
    try:
        require_undoable(action)
    except (AlreadyUndoneError, NotUndoableError):
        return False
    return True


def listed(action: Action) -> ListedAction:
    return ListedAction(**asdict(action), undoable=is_undoable(action))


def needed_for(action: Action) -> list[GuildPermission]:
    """Return what whoever undoes it must be allowed to: what doing it takes."""
    if action.kind in OF_MEMBERS:
        roles = [GuildPermission.MANAGE_ROLES] if "role_ids" in fields(action.after) else []
        only_roles = action.kind in (ActionKind.MEMBER_ROLE_ADD, ActionKind.MEMBER_ROLE_REMOVE)
        return roles if roles and only_roles else [GuildPermission.MODERATE, *roles]
    if action.kind in OF_OVERWRITES | {ActionKind.CHANNEL_EDIT, ActionKind.LOCK}:
        return [GuildPermission.MANAGE_CHANNELS]
    return [GuildPermission.MODERATE]


def remains_of(action: Action) -> list[Obstacle]:
    """Return what stays of an action that is undone."""
    if action.kind is not ActionKind.BAN:
        return []
    deleted = fields(action.after).get("delete_message_seconds")
    return [Obstacle.MEMBER_REMOVED, *([Obstacle.MESSAGES_DELETED] if deleted else [])]


def not_undoable(why: Obstacle) -> NotUndoableError:
    return NotUndoableError(details={"why": why})


def fields(recorded: dict[str, Any] | None) -> dict[str, Any]:
    return recorded or {}
