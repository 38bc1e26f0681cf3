"""What a job is to do, how far it is, and what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from shared.features.actions.authors import Why
from shared.features.cases.model import Named
from shared.features.enforcement.model import DeleteSeconds, RoleIds, SanctionSeconds
from shared.features.purges.model import PurgeFilter, PurgePreview, PurgeProgress
from shared.features.snapshots.refusals import Refusal
from shared.kernel.snowflakes import Snowflake

MOST_TARGETS: Final = 1_000
MOST_PASTED: Final = 64_000  # characters: a thousand mentions, and as much again around them

UserIds = Annotated[list[Snowflake], msgspec.Meta(max_length=MOST_TARGETS)]
Pasted = Annotated[str, msgspec.Meta(max_length=MOST_PASTED)]


class BulkKind(StrEnum):
    """What can be done to many at once; the values are those of `CaseKind`."""

    NOTE = "note"
    WARN = "warn"
    TIMEOUT = "timeout"
    TIMEOUT_END = "timeout_end"
    KICK = "kick"
    BAN = "ban"
    SOFTBAN = "softban"
    UNBAN = "unban"
    ROLES_GIVE = "roles_give"
    ROLES_TAKE = "roles_take"


class BulkAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An act without whom it is done to; of the last three fields each act has those that the single one has.

    `seconds` of a warn: how long it counts. `notify`: tell each by direct message, which is slow.
    """

    kind: BulkKind
    reason: Why | None = None
    notify: bool = False
    hidden: bool = False
    seconds: SanctionSeconds | None = None
    delete_message_seconds: DeleteSeconds | None = None
    role_ids: RoleIds | None = None


class NewBulk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="bulk", tag_field="type"):
    """At most 1,000 users: by id, and by the ids and mentions in a pasted text."""

    act: BulkAct
    user_ids: UserIds = []
    text: Pasted = ""


class NewPurge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="purge", tag_field="type"):
    """`filter` says which messages go."""

    filter: PurgeFilter
    reason: Why | None = None
    hidden: bool = False


NewWork = NewBulk | NewPurge


class NewJob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    work: NewWork


class BulkTarget(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a preview; `name` is None for who is no member."""

    user_id: Snowflake
    name: str | None


class SkippedTarget(BulkTarget, frozen=True, kw_only=True):
    """Somebody to whom nothing would be done, and why."""

    refusal: Refusal


class BulkPreview(msgspec.Struct, frozen=True, kw_only=True):
    """Who it would be done to, who not and why, and how long Discord's limits make it take.

    `unreadable`: what in the pasted text is neither an id nor a mention. `irreversible`: codes as in `ActPreview`.
    """

    targets: list[BulkTarget]
    skipped: list[SkippedTarget]
    unreadable: list[str]
    seconds: int
    undoable: bool
    irreversible: list[str]


class JobPreview(msgspec.Struct, frozen=True, kw_only=True):
    """`needs_approval`: somebody else who moderates has to approve the job within a day."""

    bulk: BulkPreview | None
    purge: PurgePreview | None
    needs_approval: bool


class BulkWork(msgspec.Struct, frozen=True, kw_only=True, tag="bulk", tag_field="type"):
    act: BulkAct


class PurgeWork(msgspec.Struct, frozen=True, kw_only=True, tag="purge", tag_field="type"):
    filter: PurgeFilter
    reason: str | None = None
    hidden: bool = False


Work = BulkWork | PurgeWork


class JobState(StrEnum):
    AWAITING_APPROVAL = "awaiting_approval"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED = "expired"


class JobProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How many of a job's `total` users have had their turn, and what came of it; of a purge: what `purge` says."""

    total: int = 0
    done: int = 0
    skipped: int = 0
    failed: int = 0
    purge: PurgeProgress | None = None

    @property
    def position(self) -> int:
        return self.done + self.skipped + self.failed


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it is now; `id` is a ULID of its moment. `code` says why it failed; `case` is the number of a purge's.

    `cancelled_by` asked it to stop: while it runs it stops before the next member, or the next messages.
    """

    id: str
    guild_id: Snowflake
    work: Work
    author: Named
    created_at: datetime
    state: JobState
    progress: JobProgress
    seconds: int
    approve_until: datetime | None
    approved_by: Named | None
    cancelled_by: Named | None
    started_at: datetime | None
    ended_at: datetime | None
    code: str | None
    case: int | None


class JobPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first."""

    items: list[Job]
    next_cursor: str | None


class JobTargets(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a job is about, in the order in which they were given; a purge is about nobody."""

    user_ids: list[Snowflake]


class ResultState(StrEnum):
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class JobResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one user: the number of their case, or why nothing was done."""

    user_id: Snowflake
    name: str | None
    state: ResultState
    case: int | None = None
    refusal: Refusal | None = None


class JobResults(msgspec.Struct, frozen=True, kw_only=True):
    """In the order in which the users were given."""

    items: list[JobResult]
    next_cursor: str | None
