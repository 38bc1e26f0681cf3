"""A few schedules of each kind of trouble; `make chaos` carries out hundreds."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from tests.chaos.command_line import Report, carry_out, described
from tests.chaos.schedule import Company, Fault, Kind, Schedule, draw


def _has(*faults: Fault) -> Callable[[Schedule], bool]:
    return lambda schedule: {trouble.fault for trouble in schedule.troubles} >= set(faults)


PIPELINES: Final[list[Callable[[Schedule], bool]]] = [
    _has(Fault.KILL_WORKER, Fault.KILL_FUNCTIONS),
    _has(Fault.LOSE_ANSWER, Fault.KILL_WORKER),
    _has(Fault.HALF_OPEN, Fault.TRUNCATE),
    _has(Fault.DOUBLE, Fault.SWAP),
    _has(Fault.THROTTLE, Fault.STORE_FAILS),
    _has(Fault.CORRUPT, Fault.STALL),
    _has(Fault.LOCKED, Fault.MUTE),
    lambda schedule: schedule.company is Company.TWIN and bool(schedule.troubles),
    lambda schedule: schedule.company is Company.SUCCESSOR and bool(schedule.troubles),
    lambda schedule: schedule.full is not None and bool(schedule.troubles),
    lambda schedule: bool(schedule.clock) and bool(schedule.troubles),
    lambda schedule: schedule.ages and bool(schedule.troubles),
]
WORLDS: Final[list[Callable[[Schedule], bool]]] = [
    lambda schedule: schedule.company is Company.TWIN and _has(Fault.KILL_WORKER)(schedule),
    _has(Fault.KILL_REDIS, Fault.KILL_FUNCTIONS),
]


def _chosen(kind: Kind, wishes: list[Callable[[Schedule], bool]]) -> list[Schedule]:
    """Return the first schedule for each wish that no other one has taken."""
    found: dict[int, Schedule] = {}
    for wanted in wishes:
        schedule = next(each for seed in count() if seed not in found and wanted(each := draw(kind, seed)))
        found[schedule.seed] = schedule
    return list(found.values())


@pytest.mark.timeout(300)  # half a minute, on a machine that has nothing else to do
async def test_whatever_goes_wrong_nothing_is_lost_or_doubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "guildhall")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guildhall")
    report = Report()
    chosen = _chosen(Kind.WORLD, WORLDS) + _chosen(Kind.PIPELINE, PIPELINES)

    await carry_out(chosen, tmp_path / "chaos", report)

    assert report.is_good, "\n".join(map(described, report.bad))
    assert report.summary(0)["schedules"] == len(chosen)
