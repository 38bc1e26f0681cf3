"""Pure decisions about timers: what they are called, whether they are due, and what an attempt leaves behind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import asdict, replace

from shared.features.cases.model import EndedBy
from shared.features.timers.model import RoleChange, Standing, Timer, TimerKind, TimerState, TimerView
from shared.kernel.attribution import read_stamp
from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(hours=6)
LONGEST_PAUSE_IN_TROUBLE: Final = timedelta(minutes=5)  # of Discord's or our own: it passes by itself
MOST_REFUSALS: Final = 20  # over some two and a half days; then somebody has to look


def place_of(kind: TimerKind, user_id: Snowflake, role_id: Snowflake | None) -> str:
    """Name what there is one timer of in a guild."""
    return f"{user_id}.{kind}.{role_id or 0}"


def id_of(place: str, case_number: int) -> str:
    return f"{place}.{case_number}"


def place_in(timer_id: str) -> str:
    """Return the place that a timer's id names; raise `InvalidInputError`."""
    place, _, _ = timer_id.rpartition(".")
    parse_place(place)
    return place


def parse_place(place: str) -> tuple[Snowflake, TimerKind]:
    """Return whom and what a place is of; raise `InvalidInputError`."""
    user_id, _, rest = place.partition(".")
    try:
        return parse_snowflake(user_id), TimerKind(rest.partition(".")[0])
    except ValueError as error:
        raise InvalidInputError from error


def place(timer: TimerView) -> str:
    return place_of(timer.kind, timer.user_id, timer.role_id)


def view_of(timer: Timer) -> TimerView:
    fields = asdict(timer)
    return TimerView(**{name: fields[name] for name in TimerView.__struct_fields__})


def is_superseded(timer: Timer, kinds: Sequence[TimerKind], role_ids: Sequence[Snowflake] | None) -> bool:
    """Whether what happened to these kinds, or to these roles alone, takes the place of a timer."""
    return timer.kind in kinds and (role_ids is None or timer.role_id is None or timer.role_id in role_ids)


def ban_standing(reason: str | None, case_number: int) -> Standing:
    """Tell from a ban's reason whose it is: Discord keeps that of the first ban, whoever bans again.

    So the ban of an earlier case of ours counts, which this timer's case took over; a later one would have taken
    this timer's place.
    """
    said = read_stamp(reason)
    if said is None or (said.case is not None and said.case > case_number):
        return Standing.FOREIGN
    return Standing.OURS


def role_standing(timer: Timer, held: frozenset[Snowflake], changes: Sequence[RoleChange]) -> Standing:
    """Tell from the roles that a member has, and who changed them (the newest first), whose doing this one is."""
    has = timer.role_id in held
    if has is not (timer.kind is TimerKind.ROLE_GIVEN):
        return Standing.GONE
    last = next((change for change in changes if timer.role_id in change.role_ids), None)
    return Standing.OURS if last is None or last.by_us else Standing.FOREIGN


def ending_of(timer: Timer, standing: Standing) -> EndedBy:
    """Say how a sanction ended that needs no lifting any more, or was lifted just now."""
    if standing is Standing.FOREIGN:
        return EndedBy.SUPERSEDED
    return EndedBy.LIFTED if standing is Standing.GONE and not timer.tried else EndedBy.EXPIRED


def claimed(timer: Timer) -> Timer:
    return replace(timer, state=TimerState.CLAIMED, revision=timer.revision + 1, tried=True)


def unclaimed(timer: Timer, next_try_at: datetime) -> Timer:
    return replace(timer, state=TimerState.WAITING, revision=timer.revision + 1, next_try_at=next_try_at)


def refused(timer: Timer, code: str, now: datetime) -> Timer:
    """Return what is left after Discord refused: rarer and rarer attempts, in the end none."""
    attempts = timer.attempts + 1
    next_try_at = None if attempts >= MOST_REFUSALS else now + _pause(attempts, LONGEST_PAUSE)
    return replace(
        timer,
        state=TimerState.FAILED,
        revision=timer.revision + 1,
        attempts=attempts,
        code=code,
        next_try_at=next_try_at,
    )


def in_trouble(timer: Timer, code: str, now: datetime) -> Timer:
    """Return what is left after nobody answered, or nobody knows what came of it: it is looked at again."""
    pause = _pause(timer.attempts + 1, LONGEST_PAUSE_IN_TROUBLE)
    return replace(unclaimed(timer, now + pause), attempts=timer.attempts + 1, code=code)


def retried(timer: Timer) -> Timer:
    """Return it as if it had never been tried, for when somebody says that the reason is gone."""
    return replace(unclaimed(timer, timer.due_at), attempts=0, code=None)


def is_claim(timer: Timer) -> bool:
    return timer.state is TimerState.CLAIMED


def is_rejoined(timer: Timer, joined_at: datetime | None, now: datetime) -> bool:
    """Whether a member came back after the role was given, and not to where it was given again."""
    if timer.kind is not TimerKind.ROLE_GIVEN or is_claim(timer) or now >= timer.due_at or joined_at is None:
        return False
    return joined_at > (timer.joined_at or timer.set_at)


def _pause(attempts: int, longest: timedelta) -> timedelta:
    return min(longest, FIRST_PAUSE * (1 << min(attempts - 1, 20)))
