"""Puts the back-fill together."""

from collections.abc import Awaitable, Callable

from bot_worker.backfill.backfill import Backfill
from bot_worker.backfill.happenings import events_of
from bot_worker.backfill.ledger import Ledger
from bot_worker.backfill.pace import Pace
from bot_worker.backfill.recovery import Capture, Recovery
from bot_worker.backfill.sessions import Sessions
from bot_worker.pipeline.spool.database import Database


def make_backfill(
    database: Database,
    *,
    capture: Capture,
    until_spooled: Callable[[], Awaitable[None]],
    has_room: Callable[[], bool],
    now: Callable[[], float],
    now_ms: Callable[[], int],
) -> Backfill:
    ledger, pace = Ledger(database), Pace(now)
    sessions = Sessions(ledger, now_ms=now_ms)
    recovery = Recovery(
        ledger, pace, events_of=events_of, capture=capture, until_spooled=until_spooled, has_room=has_room
    )
    return Backfill(ledger, sessions, recovery, pace, until_spooled=until_spooled, now_ms=now_ms)
