"""Timers that name only what a test is about."""

from datetime import timedelta
from typing import Any

from shared.features.timers.model import Timer, TimerKind, TimerState
from shared.features.timers.rules import id_of, place_of
from shared.kernel.snowflakes import Snowflake
from tests.factories.cases import ADA, MALLORY
from tests.factories.events import GUILD
from tests.fakes.clock import NOON

MUTED = Snowflake(900)


def a_timer(**given: Any) -> Timer:
    """A ban of Mallory by Ada, of case 17, set at noon for an hour."""
    kind, user_id = given.get("kind", TimerKind.BAN), given.get("user_id", MALLORY.user_id)
    role_id = given.get("role_id", None if kind is TimerKind.BAN else MUTED)
    due_at = given.get("due_at", NOON + timedelta(hours=1))
    defaults: dict[str, Any] = {
        "id": id_of(place_of(kind, user_id, role_id), given.get("case_number", 17)),
        "guild_id": GUILD,
        "kind": kind,
        "user_id": user_id,
        "role_id": role_id,
        "due_at": due_at,
        "case_number": 17,
        "set_by": ADA,
        "set_at": NOON,
        "state": TimerState.WAITING,
        "attempts": 0,
        "code": None,
        "next_try_at": due_at,
        "revision": 1,
    }
    return Timer(**{**defaults, **given})
