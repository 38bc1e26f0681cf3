"""What is done to many at once, or takes long: previewed, started, approved, watched and stopped."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import GuildPath
from chalicelib.http.writes import READ_ERRORS, act_key, author_of
from shared.features.access.model import GuildPermission
from shared.features.access.rules import require_all
from shared.features.jobs.model import (
    BulkAct,
    BulkKind,
    BulkWork,
    Job,
    JobPage,
    JobPreview,
    JobResults,
    JobTargets,
    NewBulk,
    NewJob,
    NewWork,
    Work,
)
from shared.kernel.errors import BotTimeoutError, BotUnavailableError, ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import LENGTH

routes = Routes("jobs")

_JOBS: Final = "/api/guilds/{guild_id}/jobs"
_JOB: Final = f"{_JOBS}/{{job_id}}"
_PREVIEW_ERRORS: Final = (*READ_ERRORS, BotUnavailableError, BotTimeoutError)

JobId = Annotated[str, msgspec.Meta(pattern=f"^[0-9A-Z]{{{LENGTH}}}$")]


class JobsQuery(msgspec.Struct, frozen=True, kw_only=True):
    cursor: JobId | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 25


class JobPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    job_id: JobId


class ResultsQuery(msgspec.Struct, frozen=True, kw_only=True):
    cursor: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,6}$")] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 200


@routes.route("POST", f"{_JOBS}/preview", access=Access.GUILD, needs=GuildPermission.MODERATE, errors=_PREVIEW_ERRORS)
def preview_job(call: Call, path: GuildPath, body: NewJob) -> JobPreview:  # noqa: ARG001 - the call's guild
    """Say whom or what a job would concern, who or what is left out and why, and how long it would take."""
    _require_for(call, body.work)
    return call.services.casework.jobs.preview(author_of(call, None), body.work)


@routes.route(
    "POST",
    _JOBS,
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    once=True,
    errors=(*_PREVIEW_ERRORS, ConflictError),
)
def start_job(call: Call, path: GuildPath, body: NewJob) -> Job:  # noqa: ARG001 - as above
    """Start a job, or put it before somebody else, where the guild wants two people for it."""
    _require_for(call, body.work)
    return call.services.casework.jobs.start(author_of(call, None), body.work, key=act_key(call))


@routes.route("GET", _JOBS, access=Access.GUILD, needs=GuildPermission.MODERATE)
def list_jobs(call: Call, path: GuildPath, query: JobsQuery) -> JobPage:
    """List a guild's jobs of the last 90 days, the newest first."""
    return call.services.casework.jobs.page(path.guild_id, before=query.cursor, limit=query.limit)


@routes.route("GET", _JOB, access=Access.GUILD, needs=GuildPermission.MODERATE, errors=(NotFoundError,))
def read_job(call: Call, path: JobPath) -> Job:
    """Read a job, with how far it is."""
    return call.services.casework.jobs.get(path.guild_id, path.job_id)


@routes.route("GET", f"{_JOB}/results", access=Access.GUILD, needs=GuildPermission.MODERATE, errors=(NotFoundError,))
def list_job_results(call: Call, path: JobPath, query: ResultsQuery) -> JobResults:
    """List what came of each user so far; of a purge there are none: its case says what it did."""
    after = int(query.cursor or 0)
    return call.services.casework.jobs.results(path.guild_id, path.job_id, after=after, limit=query.limit)


@routes.route("GET", f"{_JOB}/targets", access=Access.GUILD, needs=GuildPermission.MODERATE, errors=(NotFoundError,))
def list_job_targets(call: Call, path: JobPath) -> JobTargets:
    """Say whom a job is about, before anything has come of them."""
    return call.services.casework.jobs.targets(path.guild_id, path.job_id)


@routes.route(
    "POST",
    f"{_JOB}/approve",
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    once=True,
    errors=(NotFoundError, ConflictError),
)
def approve_job(call: Call, path: JobPath) -> Job:
    """Let somebody else's job begin."""
    jobs = call.services.casework.jobs
    _require_for(call, jobs.get(path.guild_id, path.job_id).work)
    return jobs.approve(author_of(call, None), path.job_id)


@routes.route(
    "POST",
    f"{_JOB}/cancel",
    access=Access.GUILD,
    needs=GuildPermission.MODERATE,
    once=True,
    errors=(NotFoundError, ConflictError),
)
def cancel_job(call: Call, path: JobPath) -> Job:
    """Stop a job: one that runs stops before the next member, and what it did stays done."""
    return call.services.casework.jobs.cancel(author_of(call, None), path.job_id)


def _require_for(call: Call, work: NewWork | Work) -> None:
    """Raise `PermissionMissingError` where roles are given or taken by somebody who may not."""
    if isinstance(work, NewBulk | BulkWork) and _is_of_roles(work.act):
        require_all(call.access, [GuildPermission.MANAGE_ROLES])


def _is_of_roles(act: BulkAct) -> bool:
    return act.kind in {BulkKind.ROLES_GIVE, BulkKind.ROLES_TAKE}
