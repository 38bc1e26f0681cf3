"""The command: carries schedules out, a few at once, and says what came of them."""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import msgspec

from tests.chaos.arena import Arena, arena, ground
from tests.chaos.nursery import nursery
from tests.chaos.pipeline_run import run as run_pipeline
from tests.chaos.schedule import WORLD_SHARE, Kind, Schedule, draw, seeds
from tests.chaos.verdict import Verdict
from tests.chaos.world_run import run as run_world

SCHEDULES: Final = 200
ARENAS: Final = 3  # at once: most of a schedule is waiting
_EXAMPLES: Final = 5
_WRONG: Final = ("lost", "doubled", "strange", "out_of_order", "miscounted")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """`verdict` is None where the schedule broke down, which `problem` then says."""

    schedule: Schedule
    verdict: Verdict | None
    problem: str
    seconds: float

    @property
    def is_good(self) -> bool:
        return self.verdict is not None and self.verdict.is_good


class Report:
    """Adds outcomes up."""

    def __init__(self) -> None:
        self._outcomes: list[Outcome] = []

    @property
    def bad(self) -> list[Outcome]:
        return [outcome for outcome in self._outcomes if not outcome.is_good]

    @property
    def is_good(self) -> bool:
        return not self.bad

    def add(self, outcome: Outcome, total: int) -> None:
        self._outcomes.append(outcome)
        done, took = len(self._outcomes), outcome.seconds
        if not outcome.is_good:
            print(described(outcome), flush=True)
        elif done % 10 == 0 or done == total:
            print(f"{done}/{total} schedules; the last one took {took:.1f} s", flush=True)

    def summary(self, seconds: float) -> dict[str, object]:
        verdicts = [outcome.verdict for outcome in self._outcomes if outcome.verdict is not None]
        faults = Counter(trouble.fault.value for outcome in self._outcomes for trouble in outcome.schedule.troubles)
        return {
            "schedules": len(self._outcomes),
            "lost": sum(len(verdict.lost) for verdict in verdicts),
            "doubled": sum(len(verdict.doubled) for verdict in verdicts),
            "out_of_order": sum(len(verdict.out_of_order) for verdict in verdicts),
            "miscounted": sum(len(verdict.miscounted) for verdict in verdicts),
            "strange": sum(len(verdict.strange) for verdict in verdicts),
            "broken_down": sum(outcome.verdict is None for outcome in self._outcomes),
            "events": sum(verdict.happened for verdict in verdicts),
            "in_known_gaps": sum(verdict.missing - len(verdict.lost) for verdict in verdicts),
            "seconds": round(seconds),
            "faults": dict(sorted(faults.items())),
        }


def described(outcome: Outcome) -> str:
    """Say what went wrong in a schedule, and how to have it again."""
    schedule = outcome.schedule
    lines = [
        f"✗ {schedule.kind} {schedule.seed}, after {outcome.seconds:.1f} s; again alone:",
        f"  python -m tests.chaos --only {schedule.kind} --seed {schedule.seed} --schedules 1 --exactly",
        f"  {msgspec.json.encode(schedule).decode()}",
    ]
    if outcome.verdict is None:
        lines.append(f"  {outcome.problem}")
    else:
        wrong = {name: getattr(outcome.verdict, name) for name in _WRONG}
        lines += [f"  {name}: {len(ids)}: {', '.join(ids[:_EXAMPLES])}" for name, ids in wrong.items() if ids]
        lines += [f"  {gap}" for gap in outcome.verdict.gaps]
    return "\n".join(lines)


def schedules(arguments: argparse.Namespace) -> Iterator[Schedule]:
    """Draw a run's schedules."""
    kinds = [Kind(arguments.only)] if arguments.only else list(Kind)
    if arguments.exactly:
        yield draw(kinds[0], arguments.seed)
        return
    for number, seed in enumerate(seeds(arguments.seed, arguments.schedules)):
        is_world = Kind.WORLD in kinds and (len(kinds) == 1 or number % WORLD_SHARE == 0)
        yield draw(Kind.WORLD if is_world else Kind.PIPELINE, seed)


async def carry_out(waiting: Sequence[Schedule], folder: Path, report: Report, *, at_once: int = ARENAS) -> None:
    """Share the schedules among a few arenas."""
    queue = list(reversed(waiting))
    async with AsyncExitStack() as stack:
        grown = await stack.enter_async_context(nursery())
        base = await stack.enter_async_context(ground(folder, grown))
        arenas = [await stack.enter_async_context(arena(base, number)) for number in range(min(at_once, len(queue)))]
        async with asyncio.TaskGroup() as tasks:
            for each in arenas:
                tasks.create_task(_keep_busy(each, queue, report, len(waiting)))


async def _keep_busy(place: Arena, queue: list[Schedule], report: Report, total: int) -> None:
    while queue:
        schedule = queue.pop()
        report.add(await _outcome(schedule, place), total)


async def _outcome(schedule: Schedule, place: Arena) -> Outcome:
    started = time.monotonic()
    folder = place.ground.folder / f"{schedule.kind}-{schedule.seed}"
    verdict, problem = None, ""
    try:
        run = run_world if schedule.kind is Kind.WORLD else run_pipeline
        verdict = await run(schedule, place, folder)
    except Exception as error:  # noqa: BLE001 - an entry point: one schedule that breaks down must not end the others
        problem = f"{type(error).__name__}: {error}"
    if verdict is None or not verdict.is_good:
        (folder / "functions.log").write_text(place.log)
    return Outcome(schedule=schedule, verdict=verdict, problem=problem, seconds=time.monotonic() - started)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--schedules", type=int, default=SCHEDULES)
    parser.add_argument("--seed", type=int, default=1, help="which run; with --exactly, which schedule")
    parser.add_argument("--only", choices=[kind.value for kind in Kind])
    parser.add_argument("--exactly", action="store_true", help="the one schedule of this very seed")
    parser.add_argument("--keep", type=Path, help="a folder for logs and spools, which is kept")
    arguments = parser.parse_args()
    chosen, report, started = list(schedules(arguments)), Report(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as temporary:
        folder = arguments.keep or Path(temporary)
        os.environ.update(AWS_ACCESS_KEY_ID="guildhall", AWS_SECRET_ACCESS_KEY="guildhall")
        asyncio.run(carry_out(chosen, folder, report))
    print(json.dumps(report.summary(time.monotonic() - started)), flush=True)
    return 0 if report.is_good else 1
