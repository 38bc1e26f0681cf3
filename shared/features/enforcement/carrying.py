"""Carries an act's steps out at Discord: each once, whatever became of the attempts before."""

from collections.abc import Callable, Iterable

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.audit_log import AuditLogEntry, AuditLogs
from shared.features.actions.carrying_out import GuildChanges
from shared.features.enforcement.deeds import STEPS, DeedStep
from shared.features.enforcement.plans import Plan
from shared.features.enforcement.sights import Sight, Sights
from shared.kernel.attribution import read_stamp
from shared.kernel.errors import DiscordForbiddenError, DiscordUnavailableError


class Carrying:
    def __init__(self, changes: GuildChanges, sights: Sights, client: Callable[[], DiscordClient]) -> None:
        self._changes = changes
        self._sights = sights
        self._client = client

    def carry_out(self, plan: Plan, steps: Iterable[DeedStep]) -> str | None:
        """Take the steps; return the id of the first one's action. Raise what Discord's client does.

        Where an answer was lost, how the user stands tells whether the step was taken.
        """
        ids = [self._carry_out(plan, step) for step in steps]
        return ids[0] if ids else None

    def _carry_out(self, plan: Plan, step: DeedStep) -> str:
        intention = plan.author.intends(step.kind(plan), plan.target, before=step.before(plan), after=step.after(plan))
        with self._changes.carried_out(intention, is_shown=plan.user_id == plan.sight.scene.bot.user_id) as errands:
            try:
                step.carry_out(errands, plan)
            except DiscordUnavailableError:
                if not step.is_so(plan, self._seen(plan)):
                    raise
            return errands.action_id

    def steps_left(self, plan: Plan) -> tuple[DeedStep, ...]:
        """Return the steps that an interrupted act has not come to, by Discord's audit log and how the user stands."""
        steps = STEPS[plan.case.kind]
        if not steps:
            return ()
        logged = {entry.action_type for entry in self._logged(plan)}
        seen = self._seen(plan)
        for place, step in enumerate(steps):
            if step.logged_as not in logged and not step.is_so(plan, seen):
                return steps[place:]
        return ()

    def _seen(self, plan: Plan) -> Sight:
        return self._sights.of(plan.guild_id, plan.author.user_id, plan.act)

    def _logged(self, plan: Plan) -> list[AuditLogEntry]:
        """Return the entries of this very case; none where the bot may not read them."""
        try:
            page = AuditLogs(self._client()).page(plan.guild_id, target_id=plan.user_id)
        except DiscordForbiddenError:
            return []
        bot_id = plan.sight.scene.bot.user_id  # people may write as their reason what they like
        return [
            entry for entry in page.audit_log_entries if entry.user_id == bot_id and _is_of(entry, plan.case.number)
        ]


def _is_of(entry: AuditLogEntry, number: int) -> bool:
    said = read_stamp(entry.reason)
    return said is not None and said.case == number
