"""Carry a purge out: what goes is kept in its case first."""

from collections.abc import Callable
from typing import Final

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.limiter.model import Lane
from shared.adapters.discord.resources.messages import Messages
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import Errands, GuildChanges
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.cases.changes import Settled
from shared.features.cases.model import Case, CaseKind, CaseSource, CaseState, Named, NewCase
from shared.features.evidence.rules import kept
from shared.features.jobs.model import Job, PurgeWork
from shared.features.jobs.ports import Archive, Cases
from shared.features.jobs.run import JobLostError, JobStoppedError, Run
from shared.features.purges.rules import span_of
from shared.features.purges.sweep import Sweep
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import AppError
from shared.kernel.snowflakes import Snowflake

PATIENCE_SECONDS: Final = 8.0  # of one request: then it is asked whether to go on
_READING: Final = Errand(lane=Lane.BACKGROUND, patience_seconds=PATIENCE_SECONDS)


class Purging:
    """`scene` says how the guild, and the author in it, is now; `name_of` how a user is called."""

    def __init__(
        self,
        cases: Cases,
        archive: Archive,
        client: Callable[[], DiscordClient],
        changes: Callable[[], GuildChanges],
        scene: Callable[[Job], Scene],
        name_of: Callable[[Snowflake], str],
    ) -> None:
        self._cases = cases
        self._archive = archive
        self._client = client
        self._changes = changes
        self._scene = scene
        self._name_of = name_of

    def carry_out(self, run: Run, work: PurgeWork) -> None:
        """Go on where the run is, and settle the one case of it; raise as `Run.patiently` does."""
        case = run.patiently(lambda: self._case(run, work))
        run.save(case=case.number)
        asked_at, started_at = run.job.created_at, run.job.started_at or run.now
        span = span_of(work.filter, asked_at=asked_at, now=started_at)
        sweep = Sweep(work.filter, span, run.place, lambda: self._scene(run.job))
        stopped: JobStoppedError | JobLostError | None = None
        try:
            with self._changes().carried_out(_author(run, work, case).intends(*_what(run, work))) as errands:
                try:
                    self._sweep(run, sweep, case, errands)
                except (JobStoppedError, JobLostError) as error:  # what was done so far was done
                    stopped = error
                errands.note(after={"deleted": sweep.progress.deleted})
        except AppError as error:
            self._settle(run, case, sweep, CaseState.FAILED, code=error.code)
            raise
        if not isinstance(stopped, JobLostError):
            self._settle(run, case, sweep, CaseState.DONE, cancelled=stopped is not None)
        if stopped is not None:
            raise stopped

    def _sweep(self, run: Run, sweep: Sweep, case: Case, errands: Errands) -> None:
        reading, deleting = Messages(self._client(), _READING), errands.at(Messages)
        while not sweep.is_over:
            run.patiently(lambda: sweep.look(reading))
            run.note_purge(sweep.progress)
            if not sweep.is_ready:
                continue
            place = sweep.begin()
            run.patiently(lambda: self._keep(run, sweep, case))
            run.save(place=place)
            while sweep.going:
                run.patiently(lambda: sweep.delete(deleting, run.now))
                run.note_purge(sweep.progress)

    def _keep(self, run: Run, sweep: Sweep, case: Case) -> None:
        if not sweep.going:
            return
        names = {channel.id: channel.name or "" for channel in self._scene(run.job).snapshot.channels}
        messages = [kept(message, names.get(message.channel_id, "")) for message in sweep.going]
        self._archive.keep_messages(run.job.guild_id, case.number, messages, by=run.job.author)

    def _case(self, run: Run, work: PurgeWork) -> Case:
        job, wanted = run.job, work.filter
        only = wanted.user_ids[0] if len(wanted.user_ids) == 1 else None
        new = NewCase(
            guild_id=job.guild_id,
            kind=CaseKind.PURGE,
            source=CaseSource.JOB,
            user=None if only is None else Named(user_id=only, name=self._name_of(only)),
            moderator=job.author,
            reason=work.reason,
            at=run.now,
            hidden=work.hidden,
            details={"channel_ids": [str(each) for each in wanted.channel_ids]},
            job_id=job.id,
        )
        return self._cases.open(new, key=f"job:{job.id}:purge")

    def _settle(
        self,
        run: Run,
        case: Case,
        sweep: Sweep,
        state: CaseState,
        *,
        code: str | None = None,
        cancelled: bool = False,
    ) -> None:
        """Say in the case how much went."""
        progress = sweep.progress
        details = {
            "deleted": progress.deleted,
            "failed": progress.failed,
            "scanned": progress.scanned,
            "refused_channel_ids": [str(each) for each in progress.refused],
            "cancelled": cancelled,
        }
        change = Settled(state=state, code=code, details=details)
        job = run.job
        self._cases.change(job.guild_id, case.number, change, job.author, key=f"job:{job.id}:purged")
        run.note_purge(progress)


def _author(run: Run, work: PurgeWork, case: Case) -> Author:
    return Author(
        user_id=run.job.author.user_id,
        guild_id=run.job.guild_id,
        reason=work.reason,
        name=run.job.author.name,
        case=case.number,
    )


def _what(run: Run, work: PurgeWork) -> tuple[ActionKind, Target]:
    channel_ids = work.filter.channel_ids
    if len(channel_ids) == 1:
        return ActionKind.MESSAGE_DELETE_BULK, Target(kind=TargetKind.CHANNEL, id=str(channel_ids[0]))
    return ActionKind.MESSAGE_DELETE_BULK, Target(kind=TargetKind.GUILD, id=str(run.job.guild_id))
