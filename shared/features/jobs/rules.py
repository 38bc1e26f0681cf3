"""Pure decisions about jobs: what is done to each, how long it takes, and who may let one begin."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from shared.features.cases.model import Named
from shared.features.enforcement.model import ActRequest, AnyAct
from shared.features.jobs.model import BulkAct, BulkKind, Job, JobProgress, JobState, Work
from shared.features.snapshots.refusals import Refusal
from shared.features.snapshots.rules import Scene, Who
from shared.kernel import json
from shared.kernel.errors import ConflictError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import moment_of

APPROVAL_LIFETIME: Final = timedelta(hours=24)
CARRIED_OUT_WITHIN: Final = timedelta(days=3)  # or at least begun again: a purge may take most of a day
MOST_AT_A_TIME: Final = 20  # of one guild
LATEST: Final = 100  # among which those are counted
BANS_AT_ONCE: Final = 200  # discord.com/developers/docs/resources/guild#bulk-guild-ban
# What Discord's limits have shown, in seconds for one: a bulk ban 5 in a minute, the others as its headers say.
_BULK_BAN_SECONDS: Final = 12.0
_NOTIFY_SECONDS: Final = 3.0
_SECONDS: Final = {
    BulkKind.NOTE: 0.05,
    BulkKind.WARN: 0.05,
    BulkKind.TIMEOUT: 1.0,
    BulkKind.TIMEOUT_END: 1.0,
    BulkKind.KICK: 0.2,
    BulkKind.BAN: 0.5,
    BulkKind.SOFTBAN: 1.0,
    BulkKind.UNBAN: 0.5,
    BulkKind.ROLES_GIVE: 1.0,
    BulkKind.ROLES_TAKE: 1.0,
}
_UNDOABLE: Final = frozenset(
    {BulkKind.TIMEOUT, BulkKind.TIMEOUT_END, BulkKind.BAN, BulkKind.UNBAN, BulkKind.ROLES_GIVE, BulkKind.ROLES_TAKE}
)
_OVER: Final = frozenset({JobState.DONE, JobState.CANCELLED, JobState.FAILED, JobState.EXPIRED})

DUPLICATE: Final = Refusal(code="duplicate", message="This user is named more than once.", details={})
BANNED: Final = Refusal(
    code="conflict", message="This user is banned already.", details={"target": "banned"}
)  # as the single act says it
NOT_BANNED: Final = Refusal(code="not_found", message="This user is not banned here.", details={"target": "not_banned"})
UNCHANGED: Final = Refusal(code="conflict", message="Nothing would change.", details={"target": "unchanged"})
UNKNOWN_USER: Final = Refusal(code="not_found", message="There is no such user.", details={"target": "unknown_user"})
FULL: Final = Refusal(
    code="non_member_bans_used_up",
    message="Discord lets a server ban no more users who are no members of it for now.",
    details={},
)


def act_on(user_id: Snowflake, wanted: BulkAct) -> AnyAct:
    """Return the act that is done to one user; raise `InvalidInputError` where a field does not belong to it."""
    given: dict[str, Any] = {"type": wanted.kind.value, "user_id": str(user_id)}
    given |= {"reason": wanted.reason, "hidden": wanted.hidden, "notify": wanted.notify}
    seconds_name = "counts_for" if wanted.kind is BulkKind.WARN else "seconds"
    more = {
        seconds_name: wanted.seconds,
        "delete_message_seconds": wanted.delete_message_seconds,
        "role_ids": None if wanted.role_ids is None else [str(role_id) for role_id in wanted.role_ids],
    }
    given |= {name: value for name, value in more.items() if value is not None}
    return json.convert({"act": given}, ActRequest).act


def check_act(wanted: BulkAct) -> None:
    """Raise `InvalidInputError` for an act that nobody could be done."""
    act_on(Snowflake(1), wanted)


def goes_together(scene: Scene, wanted: BulkAct) -> bool:
    """Whether 200 can be banned in one request: for good, without a word, and where the bot manages the server."""
    return (
        wanted.kind is BulkKind.BAN
        and wanted.seconds is None
        and not wanted.notify
        and Permission.MANAGE_GUILD in scene.permissions(Who.BOT)
    )


def seconds_for(wanted: BulkAct, count: int, *, together: bool) -> int:
    """Estimate how long a job takes by Discord's limits, when nobody else needs them."""
    if together:
        return round(max(0, -(-count // BANS_AT_ONCE) - 1) * _BULK_BAN_SECONDS + count * 0.01)
    return round(count * (_SECONDS[wanted.kind] + (_NOTIFY_SECONDS if wanted.notify else 0.0)))


def irreversible(wanted: BulkAct) -> list[str]:
    """Say what of an act cannot be undone; the codes are those of `ActPreview`."""
    removes = wanted.kind in {BulkKind.KICK, BulkKind.SOFTBAN, BulkKind.BAN}
    deletes = wanted.delete_message_seconds or (
        wanted.kind is BulkKind.SOFTBAN and wanted.delete_message_seconds is None
    )
    found = {"messages_deleted": bool(deletes), "member_removed": removes, "message_sent": wanted.notify}
    return [code for code, is_so in found.items() if is_so]


def is_undoable(wanted: BulkAct) -> bool:
    return wanted.kind in _UNDOABLE


def queued(job_id: str, guild_id: Snowflake, *, work: Work, author: Named, at: datetime, total: int = 0) -> Job:
    """Return a job as it is before anything was done; `total`: to how many users."""
    return Job(
        id=job_id,
        guild_id=guild_id,
        work=work,
        author=author,
        created_at=at,
        state=JobState.QUEUED,
        progress=JobProgress(total=total),
        seconds=0,
        approve_until=None,
        approved_by=None,
        cancelled_by=None,
        started_at=None,
        ended_at=None,
        code=None,
        case=None,
    )


def seen(job: Job, now: datetime) -> Job:
    """Return a job as it is at a moment: nobody has to end what nobody approved in time."""
    if job.state is JobState.AWAITING_APPROVAL and job.approve_until is not None and job.approve_until <= now:
        return replace(job, state=JobState.EXPIRED, ended_at=job.approve_until)
    return job


def is_too_old(job_id: str, now: datetime) -> bool:
    """Whether a job was asked for so long ago that nobody expects it any more: its bot was away, or its guild gone."""
    return moment_of(job_id) + CARRIED_OUT_WITHIN < now


def is_over(job: Job) -> bool:
    return job.state in _OVER


def check_room(latest: Sequence[Job]) -> None:
    """Raise `ConflictError` where `MOST_AT_A_TIME` of a guild's latest jobs are not over yet.

    What waits in one guild is looked at with what waits in all others.
    """
    if sum(not is_over(job) for job in latest) >= MOST_AT_A_TIME:
        raise ConflictError("This server has as many jobs as there can be at a time.", details={"problem": "full"})


def check_approval(job: Job, approver_id: Snowflake) -> None:
    """Raise `ConflictError` where a job waits for nobody, or for somebody else."""
    if job.state is not JobState.AWAITING_APPROVAL:
        raise ConflictError("This job waits for nobody's approval.", details={"state": job.state})
    if job.author.user_id == approver_id:
        raise ConflictError("Somebody else has to approve your job.", details={"target": "you"})


def check_cancellable(job: Job) -> None:
    """Raise `ConflictError` for a job that is over."""
    if is_over(job):
        raise ConflictError("This job is over.", details={"state": job.state})


def key_of(job: Job, user_id: Snowflake) -> str:
    """Return what tells one user's case of a job apart: whoever opens it twice gets the same."""
    return f"job:{job.id}:{user_id}"
