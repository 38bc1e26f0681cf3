"""Acts of moderation: checked, shown beforehand, recorded as a case, carried out once, and told."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from typing import Final

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.cases.model import Case, CaseKind, CaseSource, CaseState
from shared.features.enforcement import checks
from shared.features.enforcement.acting import Acting, Order
from shared.features.enforcement.aftermath import Aftermath
from shared.features.enforcement.ladder import check_ladder
from shared.features.enforcement.ladders import Ladders
from shared.features.enforcement.model import ActPreview, ActResult, AnyAct
from shared.features.enforcement.ports import Cases, Locks, Settings
from shared.features.enforcement.previews import Previews
from shared.features.enforcement.settings import FEATURE, EnforcementSettings
from shared.features.enforcement.steps import act_of, author_of
from shared.features.enforcement.trials import LadderReport, LadderTrial
from shared.features.snapshots.model import GuildSnapshot
from shared.features.snapshots.refusals import Refusal, refusal_of
from shared.features.snapshots.rules import Scene
from shared.kernel.authority import GuildMember
from shared.kernel.errors import AppError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.texts import cleaned

WAIT: Final = timedelta(seconds=10)  # for another act on the same user
LATE: Final = timedelta(hours=1)  # what was done longer ago is not followed up any more

log = logging.getLogger(__name__)


class Enforcement:
    """`name_of` says how a user is called in Discord's audit log and in cases; `guild_of` reads a guild."""

    def __init__(
        self,
        cases: Cases,
        settings: Settings,
        locks: Locks,
        acting: Acting,
        aftermath: Aftermath,
        previews: Previews,
        ladders: Ladders,
        *,
        name_of: Callable[[Snowflake], str],
        guild_of: Callable[[Snowflake], GuildSnapshot],
        clock: Callable[[], datetime],
    ) -> None:
        self._cases = cases
        self._settings = settings
        self._locks = locks
        self._acting = acting
        self._aftermath = aftermath
        self._previews = previews
        self._ladders = ladders
        self._name_of = name_of
        self._guild_of = guild_of
        self._clock = clock

    def check(self, scene: Scene, standing: GuildMember | None, act: AnyAct) -> Refusal | None:
        """Say why an act would be refused, as far as ranks and permissions tell; nobody is asked."""
        return checks.refusal(scene, standing, act)

    def preview(self, author: Author, act: AnyAct) -> ActPreview:
        """Say what an act would do, and what stands in its way."""
        return self._previews.of(self._named(author, act), act, self.settings_of(author.guild_id), self._clock())

    def try_ladder(self, guild_id: Snowflake, trial: LadderTrial) -> LadderReport:
        """Say what a ladder would have done on the guild's own warns; raise `InvalidInputError` for an unsound one."""
        check_ladder(trial.ladder)
        return self._ladders.trial(guild_id, trial, self._clock())

    def take(
        self,
        author: Author,
        act: AnyAct,
        *,
        source: CaseSource,
        key: str,
        cause: int | None = None,
        job_id: str | None = None,
        until: datetime | UnsetType = UNSET,
    ) -> ActResult:
        """Carry out an act; with a key that was used before, what was left to do of it. Raise as `Acting` does.

        `until`: the very moment, where whoever asks does not count in seconds.
        """
        author = self._named(author, act)
        order = Order(author=author, act=act, source=source, key=key, cause=cause, job_id=job_id, until=until)
        settings = self.settings_of(author.guild_id)
        with self._turn(author.guild_id, act.user_id):
            known = self._cases.by_key(author.guild_id, key)
            case = self._acting.resume(order, known, settings) if known else self._acting.begin(order, settings)
            is_late = self._clock() - case.at > LATE
            if not is_late:
                self._aftermath.of(case, undoes=author.undoes is not None)
        follow_up, refusal = (None, None) if is_late else self._followed_up(case, settings)
        notified = case.details.get("notified")
        return ActResult(case=case, follow_up=follow_up, notified=notified, ladder_refusal=refusal)

    def settings_of(self, guild_id: Snowflake) -> EnforcementSettings:
        return self._settings.read(guild_id, FEATURE, EnforcementSettings).values

    def _followed_up(self, warn: Case, settings: EnforcementSettings) -> tuple[Case | None, Refusal | None]:
        """Let the bot do what the ladder wants after a warn; whom it may not touch is left alone, and why is said."""
        if warn.kind is not CaseKind.WARN or warn.state is not CaseState.DONE or warn.user is None:
            return None, None
        step = self._ladders.step_after(settings.ladder, warn)
        if step is None:
            return None, None
        key = f"ladder:{warn.number}"
        act = act_of(step, warn.user.user_id, hidden=warn.hidden)
        try:
            author = author_of(step, warn, self._guild_of(warn.guild_id))
            return self.take(author, act, source=CaseSource.LADDER, key=key, cause=warn.number).case, None
        except AppError as error:
            log.warning("ladder.not_followed", extra={"guild_id": warn.guild_id, "case": warn.number}, exc_info=error)
            return self._cases.by_key(warn.guild_id, key), refusal_of(error)

    def _named(self, author: Author, act: AnyAct) -> Author:
        """Return the author with their name, and with the act's reason where they gave no other."""
        name = author.name or self._name_of(author.user_id)
        return replace(author, name=name, reason=cleaned(author.reason or act.reason or "") or None)

    @contextmanager
    def _turn(self, guild_id: Snowflake, user_id: Snowflake) -> Iterator[None]:
        """Let acts on one user come one after the other; without Redis two at once each leave their case."""
        held = ExitStack()
        with suppress(StoreUnavailableError):
            held.enter_context(self._locks.hold(f"lock:act:{guild_id}:{user_id}", wait=WAIT))
        try:
            yield
        finally:
            with suppress(StoreUnavailableError):
                held.close()
