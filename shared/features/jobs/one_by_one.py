"""Do the same to one user after the other."""

from collections.abc import Callable
from functools import partial
from typing import Final

from shared.features.actions.authors import Author
from shared.features.cases.model import CaseSource, CaseState, Named
from shared.features.jobs.judging import Judge, Judged
from shared.features.jobs.model import BulkAct, Job, JobResult, ResultState
from shared.features.jobs.ports import Acts, Cases
from shared.features.jobs.rules import act_on, key_of
from shared.features.jobs.run import Run
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import (
    AppError,
    ConflictError,
    DiscordApiError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
)
from shared.kernel.snowflakes import Snowflake

CHUNK: Final = 50  # users who are judged at a time: ranks and roles change meanwhile
_REFUSALS: Final = (ConflictError, ForbiddenError, NotFoundError, InvalidInputError)


class OneByOne:
    """`scene` says how the guild, and the author in it, is now."""

    def __init__(self, acts: Acts, cases: Cases, judge: Judge, scene: Callable[[Job], Scene]) -> None:
        self._acts = acts
        self._cases = cases
        self._judge = judge
        self._scene = scene

    def carry_out(self, run: Run, wanted: BulkAct, user_ids: list[Snowflake]) -> None:
        """Go on where the run is; raise as `Run.patiently` does."""
        while some := user_ids[run.job.progress.position :][:CHUNK]:
            for judged in run.patiently(partial(self._judged, run, wanted, some)):
                run.note([run.patiently(partial(self._result, run, wanted, judged))])

    def _judged(self, run: Run, wanted: BulkAct, user_ids: list[Snowflake]) -> list[Judged]:
        return self._judge.judge(self._scene(run.job), wanted, user_ids)

    def _result(self, run: Run, wanted: BulkAct, judged: Judged) -> JobResult:
        """Who seems to stand in the way may be somebody whom an interrupted run has dealt with already."""
        key = key_of(run.job, judged.user_id)
        if judged.refusal is not None and self._cases.by_key(run.job.guild_id, key) is None:
            return skipped(judged, judged.refusal)
        job = run.job
        author = Author(user_id=job.author.user_id, guild_id=job.guild_id, reason=wanted.reason, name=job.author.name)
        act = act_on(judged.user_id, wanted)
        try:
            case = self._acts.take(author, act, source=CaseSource.JOB, key=key, job_id=job.id).case
        except (UnavailableError, RateLimitedError):
            raise
        except AppError as error:
            return self._refused(run, judged, error)
        if case.state is CaseState.FAILED:
            why = Refusal(code=case.code or AppError.code, message=AppError.message, details={})
            return failed(judged, why, case.number)
        return JobResult(
            user_id=judged.user_id, name=judged.name or _name(case.user), state=ResultState.DONE, case=case.number
        )

    def _refused(self, run: Run, judged: Judged, error: AppError) -> JobResult:
        case = self._cases.by_key(run.job.guild_id, key_of(run.job, judged.user_id))
        if case is None and isinstance(error, _REFUSALS) and not isinstance(error, DiscordApiError):
            return skipped(judged, refusal_of(error))
        return failed(judged, refusal_of(error), None if case is None else case.number)


def skipped(judged: Judged, why: Refusal) -> JobResult:
    return JobResult(user_id=judged.user_id, name=judged.name, state=ResultState.SKIPPED, refusal=why)


def failed(judged: Judged, why: Refusal, case: int | None = None) -> JobResult:
    return JobResult(user_id=judged.user_id, name=judged.name, state=ResultState.FAILED, case=case, refusal=why)


def _name(user: Named | None) -> str | None:
    return None if user is None else user.name
