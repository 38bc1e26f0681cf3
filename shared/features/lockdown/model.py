"""What a lock changed, and what is asked and answered."""

from datetime import datetime
from enum import StrEnum

import msgspec

from shared.features.actions.authors import Why
from shared.features.snapshots.refusals import Refusal
from shared.kernel.permissions import PermissionBits
from shared.kernel.snowflakes import Snowflake


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a lock changed of @everyone's overwrite: bits that it denied, of those the ones that were allowed before.

    `is_new`: there was no overwrite.
    """

    channel_id: Snowflake
    denied: int
    allowed: int
    is_new: bool
    locked_at: datetime
    locked_by: Snowflake


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """The channels of a guild that are locked by us."""

    channels: list[Held] = []


class LockAction(StrEnum):
    LOCK = "lock"
    UNLOCK = "unlock"


class LockRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Without `channel_ids`: every channel that the user sees. With `preview` nothing is changed."""

    action: LockAction
    channel_ids: list[Snowflake] | None = None
    preview: bool = False
    reason: Why | None = None


class LockOutcome(StrEnum):
    """Of a preview: what would be."""

    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    NOT_TRIED = "not_tried"


class LockedChannel(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    name: str
    locked_at: datetime
    locked_by: Snowflake
    denied: PermissionBits


class LockedChannels(msgspec.Struct, frozen=True, kw_only=True):
    """The channels that are locked by us and that the user sees."""

    items: list[LockedChannel]
    next_cursor: str | None


class LockResult(msgspec.Struct, frozen=True, kw_only=True):
    """`refusal` says why, where something was refused. What was not tried for lack of time may be asked for again."""

    id: Snowflake
    name: str
    outcome: LockOutcome
    refusal: Refusal | None


class LockResults(msgspec.Struct, frozen=True, kw_only=True):
    action: LockAction
    preview: bool
    items: list[LockResult]
