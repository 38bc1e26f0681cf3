"""What people see before they undo something, and of what they may."""

from enum import StrEnum
from typing import Any

import msgspec

from shared.features.actions.authors import Why
from shared.features.actions.model import Action
from shared.features.snapshots.refusals import Refusal


class Obstacle(StrEnum):
    """Why something cannot be undone; what remains of something that can."""

    NOT_DONE = "not_done"  # it failed, or nobody knows what came of it
    ALREADY_SO = "already_so"  # all is as it was before
    OVER = "over"  # a clock has ended it
    MEMBER_REMOVED = "member_removed"
    MESSAGES_DELETED = "messages_deleted"
    MESSAGE_SENT = "message_sent"
    CHANNEL_DELETED = "channel_deleted"
    ROLE_DELETED = "role_deleted"
    OF_MANY = "of_many"  # a bulk ban: each of them has a case of their own
    NOT_KEPT = "not_kept"  # how it was before, nobody wrote down, or a deletion takes it back


class UndoRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`reason` goes to Discord's audit log and into the case."""

    reason: Why | None = None


class UndoPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What undoing an action would put back: each field as it is now, and as it would be.

    With a `refusal` it would not be done; `remains` says what stays, though it is undone.
    """

    action: Action
    now: dict[str, Any]
    then: dict[str, Any]
    remains: list[Obstacle]
    refusal: Refusal | None


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """What took an action back, itself an action that can be undone."""

    action: Action


class ListedAction(Action, frozen=True, kw_only=True):
    """An action; `undoable`: by all that is on record, not by how things are at Discord now."""

    undoable: bool


class ListedActions(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first. A page may hold fewer than asked for and still have a next one, where a filter leaves out much."""

    items: list[ListedAction]
    next_cursor: str | None
