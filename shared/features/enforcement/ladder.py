"""Pure decisions about warns: which of them count, and what the next one leads to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from shared.features.cases.model import Case, CaseKind, CaseState
from shared.features.enforcement.model import LONGEST_TIMEOUT
from shared.features.enforcement.settings import Step, StepKind
from shared.features.enforcement.trials import Firing
from shared.kernel.fields import Problem, refuse

_SEVERITY: Final = (StepKind.TIMEOUT, StepKind.KICK, StepKind.SOFTBAN, StepKind.BAN)
_WITH_DURATION: Final = frozenset({StepKind.TIMEOUT, StepKind.BAN})
_WITH_DELETION: Final = frozenset({StepKind.BAN, StepKind.SOFTBAN})


def check_ladder(ladder: Sequence[Step]) -> None:
    """Raise `InvalidInputError` where two steps are for the same warn, or one of them cannot be done."""
    problems = {f"ladder[{place}].{name}": problem for place, step in enumerate(ladder) for name, problem in _of(step)}
    seen: set[tuple[int, int]] = set()
    for place, step in enumerate(ladder):
        if (step.warns, step.within_days) in seen:
            problems[f"ladder[{place}].warns"] = Problem.REPEATED
        seen.add((step.warns, step.within_days))
    refuse(problems)


def _of(step: Step) -> list[tuple[str, Problem]]:
    found: list[tuple[str, Problem]] = []
    if step.seconds is None and step.kind is StepKind.TIMEOUT:
        found.append(("seconds", Problem.MISSING))
    if step.seconds is not None and step.kind not in _WITH_DURATION:
        found.append(("seconds", Problem.NOT_HERE))
    if step.kind is StepKind.TIMEOUT and (step.seconds or 0) > LONGEST_TIMEOUT:
        found.append(("seconds", Problem.TOO_LARGE))
    if step.delete_message_seconds and step.kind not in _WITH_DELETION:
        found.append(("delete_message_seconds", Problem.NOT_HERE))
    return found


def weighs(case: Case, at: datetime) -> bool:
    """Tell whether a warn counts at a moment: not expired, ended, failed or in the recycle bin by then.

    One that is pending was interrupted after it had its number, and counts: so whoever comes next counts the same.
    """
    is_warn = case.kind is CaseKind.WARN and case.state is not CaseState.FAILED and case.deleted_at is None
    is_over = case.expires_at is not None and case.expires_at <= at
    return is_warn and not is_over and (case.ending is None or case.ending.at > at)


def step_for(ladder: Iterable[Step], warned_at: Sequence[datetime], at: datetime) -> Step | None:
    """Return what the last of these warns leads to: a step fires at its very number, and of several the highest.

    `warned_at` are the moments of those that count, the last one's included. Raise nothing.
    """
    fitting = [step for step in ladder if _within(warned_at, at, step.within_days) == step.warns]
    return max(fitting, key=_height, default=None)


def _within(moments: Iterable[datetime], at: datetime, days: int) -> int:
    since = at - timedelta(days=days)
    return sum(moment > since for moment in moments)


def _height(step: Step) -> tuple[int, int, float]:
    forever = float("inf")
    return step.warns, _SEVERITY.index(step.kind), forever if step.seconds is None else step.seconds


def before_and_with(warn: Case, cases: Iterable[Case]) -> list[datetime]:
    """Return when the warns were given that count when this one is given, it included.

    Which came before is a matter of their numbers: of two at once, one is the later for both.
    """
    earlier = (case for case in cases if case.number < warn.number)
    return [case.at for case in earlier if weighs(case, warn.at)] + [warn.at]


def replay(ladder: Sequence[Step], warns: Iterable[Case]) -> list[Firing]:
    """Return what a ladder would have done after each of these warns, newest first."""
    by_user: defaultdict[int, list[Case]] = defaultdict(list)
    firings: list[Firing] = []
    for warn in sorted(warns, key=lambda case: case.number):
        if warn.user is None:
            continue
        theirs = by_user[warn.user.user_id]
        theirs.append(warn)
        if not weighs(warn, warn.at):
            continue
        step = step_for(ladder, before_and_with(warn, theirs), warn.at)
        if step is not None:
            firings.append(
                Firing(
                    case=warn.number,
                    at=warn.at,
                    user=warn.user,
                    warns=step.warns,
                    kind=step.kind,
                    seconds=step.seconds,
                )
            )
    return firings[::-1]
