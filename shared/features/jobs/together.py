"""Ban up to 200 users in one request, and see to it that each of them has a case."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from shared.adapters.discord.resources.bans import Ban, Bans
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import Errands, GuildChanges
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.cases.model import CaseKind, CaseSource, CaseState, Named, NewCase
from shared.features.cases.service import MOST_AT_ONCE
from shared.features.jobs.judging import Judge, Judged
from shared.features.jobs.model import BulkAct, Job, JobResult, ResultState
from shared.features.jobs.one_by_one import failed, skipped
from shared.features.jobs.ports import Cases
from shared.features.jobs.rules import BANNED, BANS_AT_ONCE, FULL, key_of
from shared.features.jobs.run import JobStoppedError, Run
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.features.snapshots.rules import Scene
from shared.kernel.attribution import read_stamp
from shared.kernel.errors import (
    AppError,
    DiscordApiError,
    DiscordForbiddenError,
    DiscordNotFoundError,
    DiscordTokenRejectedError,
)
from shared.kernel.snowflakes import Snowflake

NAME_PAGES: Final = 2  # of bans, for the names of who were no members
# discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
MOST_NON_MEMBER_BANS: Final = 30035


class Together:
    """A case is opened after the ban here, not before it: a run that is interrupted in between knows its bans again.

    They carry the job's id in their reason. `scene` says how the guild, and the author in it, is now.
    """

    def __init__(
        self, cases: Cases, judge: Judge, changes: Callable[[], GuildChanges], scene: Callable[[Job], Scene]
    ) -> None:
        self._cases = cases
        self._judge = judge
        self._changes = changes
        self._scene = scene

    def carry_out(self, run: Run, wanted: BulkAct, user_ids: list[Snowflake]) -> None:
        """Go on where the run is; raise as `Run.patiently` does."""
        while some := user_ids[run.job.progress.position :][:BANS_AT_ONCE]:
            try:
                run.note(run.patiently(partial(self._ban, run, wanted, some)))
            except (JobStoppedError, AppError):
                run.note(self._left_behind(run, wanted, some))
                raise

    def _ban(self, run: Run, wanted: BulkAct, user_ids: list[Snowflake]) -> list[JobResult]:
        judged = self._judge.judge(self._scene(run.job), wanted, user_ids)
        ours = {each.user_id for each in judged if each.ban is not None and is_of(run, each.ban)}
        free = [each for each in judged if each.refusal is None]
        results = {
            each.user_id: skipped(each, each.refusal)
            for each in judged
            if each.refusal is not None and each.user_id not in ours
        }
        banned: set[Snowflake] = set()
        if free:
            results |= self._banned(run, wanted, free, banned)
        results |= self._with_cases(run, wanted, [each for each in judged if each.user_id in ours | banned])
        return [results[user_id] for user_id in user_ids]

    def _left_behind(self, run: Run, wanted: BulkAct, user_ids: list[Snowflake]) -> list[JobResult]:
        """See to it that whom a run has banned before it was stopped has a case."""
        bans, _ = self._judge.banned(run.job.guild_id, user_ids)
        ours = [
            Judged(user_id=user_id, member=None, ban=ban, refusal=None)
            for user_id, ban in bans.items()
            if is_of(run, ban)
        ]
        return list(self._with_cases(run, wanted, ours).values())

    def _banned(
        self, run: Run, wanted: BulkAct, free: list[Judged], banned: set[Snowflake]
    ) -> dict[Snowflake, JobResult]:
        """Ban them: put into `banned` who is by now, and return what is to be said of the others."""
        job, seconds = run.job, wanted.delete_message_seconds or 0
        author = Author(
            user_id=job.author.user_id,
            guild_id=job.guild_id,
            reason=wanted.reason,
            name=job.author.name,
            job_id=job.id,
        )
        target = Target(kind=TargetKind.GUILD, id=str(job.guild_id))
        ids = [each.user_id for each in free]
        after: dict[str, object] = {"user_ids": [str(each) for each in ids], "delete_message_seconds": seconds}
        try:
            with self._changes().carried_out(author.intends(ActionKind.BAN, target, after=after)) as errands:
                banned |= self._asked(errands, run, ids, seconds)
                left = [each for each in free if each.user_id not in banned]
                return self._asked_singly(errands, run, left, seconds, banned)
        except DiscordForbiddenError as error:  # nobody asks 200 times what the bot may not do at all
            return {each.user_id: failed(each, refusal_of(error)) for each in free if each.user_id not in banned}

    def _asked(self, errands: Errands, run: Run, ids: Sequence[Snowflake], seconds: int) -> set[Snowflake]:
        """Ban many; where Discord bans none of them, each has a reason of its own."""
        try:
            answer = errands.at(Bans).bulk_ban(run.job.guild_id, ids, delete_message_seconds=seconds)
        except (DiscordTokenRejectedError, DiscordForbiddenError):
            raise
        except DiscordApiError:
            return set()
        return set(answer.banned_users)

    def _asked_singly(
        self, errands: Errands, run: Run, left: list[Judged], seconds: int, banned: set[Snowflake]
    ) -> dict[Snowflake, JobResult]:
        """Find out why Discord did not ban these; add to `banned` whom it does, or did, after all."""
        bans, is_full = errands.at(Bans), False
        results: dict[Snowflake, JobResult] = {}
        for each in left:
            known = _found(bans, run.job.guild_id, each.user_id)
            if known is not None and is_of(run, known):
                banned.add(each.user_id)
            elif known is not None:
                results[each.user_id] = skipped(each, BANNED)
            elif is_full and each.member is None:
                results[each.user_id] = skipped(each, FULL)
            else:
                why = _ban_one(bans, run.job.guild_id, each, seconds)
                is_full = is_full or why == FULL
                if why is None:
                    banned.add(each.user_id)
                else:
                    results[each.user_id] = skipped(each, why) if why == FULL else failed(each, why)
        return results

    def _with_cases(self, run: Run, wanted: BulkAct, done: list[Judged]) -> dict[Snowflake, JobResult]:
        names = self._names(run, done)
        results: dict[Snowflake, JobResult] = {}
        for start in range(0, len(done), MOST_AT_ONCE):
            some = done[start : start + MOST_AT_ONCE]
            news = [
                (
                    _case(run, wanted, Named(user_id=each.user_id, name=names[each.user_id])),
                    key_of(run.job, each.user_id),
                )
                for each in some
            ]
            for each, case in zip(some, self._cases.open_many(news), strict=True):
                results[each.user_id] = JobResult(
                    user_id=each.user_id, name=names[each.user_id], state=ResultState.DONE, case=case.number
                )
        return results

    def _names(self, run: Run, done: list[Judged]) -> dict[Snowflake, str]:
        """Who was no member is called as Discord's list of bans has them, or else by their id."""
        nameless = [each.user_id for each in done if each.name is None]
        bans, _ = self._judge.banned(run.job.guild_id, nameless, pages=NAME_PAGES)
        found = {user_id: ban.user.username for user_id, ban in bans.items()}
        return {each.user_id: each.name or found.get(each.user_id, str(each.user_id)) for each in done}


def is_of(run: Run, ban: Ban) -> bool:
    """Whether a ban was made by this very job."""
    stamped = read_stamp(ban.reason)
    return stamped is not None and stamped.job_id == run.job.id


def _case(run: Run, wanted: BulkAct, user: Named) -> NewCase:
    job = run.job
    return NewCase(
        guild_id=job.guild_id,
        kind=CaseKind.BAN,
        source=CaseSource.JOB,
        user=user,
        moderator=job.author,
        reason=wanted.reason,
        at=run.now,
        state=CaseState.DONE,
        hidden=wanted.hidden,
        details={"delete_message_seconds": wanted.delete_message_seconds or 0},
        job_id=job.id,
    )


def _found(bans: Bans, guild_id: Snowflake, user_id: Snowflake) -> Ban | None:
    try:
        return bans.get(guild_id, user_id)
    except DiscordNotFoundError:
        return None


def _ban_one(bans: Bans, guild_id: Snowflake, judged: Judged, seconds: int) -> Refusal | None:
    """Ban a user; return why Discord does not."""
    try:
        bans.ban(guild_id, judged.user_id, delete_message_seconds=seconds)
    except DiscordTokenRejectedError:
        raise
    except DiscordApiError as error:
        return FULL if error.discord_code == MOST_NON_MEMBER_BANS else refusal_of(error)
    return None
