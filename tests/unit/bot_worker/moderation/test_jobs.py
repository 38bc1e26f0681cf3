"""A worker carries out jobs of its guilds, several guilds' at once, and lets go of them when it stops."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from bot_worker.moderation.jobs import JOBS, JobWatch
from shared.features.jobs.model import JobState
from shared.features.jobs.ports import Ticket
from shared.kernel.errors import ConflictError, StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

SECONDS = 5.0


class FakeRun(SimpleNamespace):
    """A run that goes on until it is told to end, or its worker stops."""

    def __init__(self, ticket: Ticket, pause: Callable[[float], bool]) -> None:
        super().__init__(ticket=ticket, pause=pause, ended=None, job=SimpleNamespace(id=ticket.job_id))

    def renew(self) -> None:
        """As a run does."""

    def end(self, state: JobState, code: str) -> None:
        self.ended = (state, code)


class FakeRunner:
    """Stands for the store and for the runner; `trouble` is what a job raises."""

    def __init__(self, *tickets: Ticket) -> None:
        self.tickets = list(tickets)
        self.runs: list[FakeRun] = []
        self.taken: set[str] = set()
        self.trouble: Exception | None = None
        self.over = threading.Event()
        self.left: list[str] = []

    def waiting(self) -> list[Ticket]:
        return list(self.tickets)

    def are_too_old(self, tickets: Sequence[Ticket]) -> list[Ticket]:
        return [ticket for ticket in tickets if ticket.job_id == "old"]

    def claim(self, ticket: Ticket, owner: str, pause: Callable[[float], bool]) -> FakeRun:
        assert owner == "worker-1"
        if ticket.job_id in self.taken:
            raise ConflictError
        run = FakeRun(ticket, pause)
        self.runs.append(run)
        return run

    def carry_out(self, run: FakeRun) -> None:
        if self.trouble is not None:
            self.tickets.remove(run.ticket)
            raise self.trouble
        while not self.over.is_set():
            if not run.pause(0.01):
                self.left.append(run.ticket.job_id)
                return
        self.tickets.remove(run.ticket)


def a_ticket(guild_id: int, job_id: str = "") -> Ticket:
    return Ticket(guild_id=Snowflake(guild_id), job_id=job_id or f"job-{guild_id}")


def a_watch(runner: FakeRunner, *, has_guild: Callable[[int], bool] = lambda _: True) -> JobWatch:
    services: Any = runner
    return JobWatch(lambda: services, lambda: services, has_guild, "worker-1")


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(SECONDS):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in threads
            await asyncio.sleep(0.01)


async def test_jobs_of_several_guilds_go_on_at_once_and_one_of_each() -> None:
    runner = FakeRunner(a_ticket(1, "a"), a_ticket(1, "b"), a_ticket(2), a_ticket(3))
    watch = a_watch(runner, has_guild=lambda guild_id: guild_id != 3)

    await watch.look()
    await until(lambda: len(runner.runs) == 2)
    await watch.look()

    assert sorted(run.ticket.job_id for run in runner.runs) == ["a", "job-2"]
    runner.over.set()
    await until(lambda: len(runner.tickets) == 2)
    await until(lambda: not watch._running)
    await watch.look()
    await until(lambda: runner.runs[-1].ticket.job_id == "b")
    await until(lambda: not watch._running)


async def test_no_more_jobs_begin_than_there_are_threads_for() -> None:
    runner = FakeRunner(*(a_ticket(number) for number in range(1, JOBS + 4)))
    watch = a_watch(runner)

    await watch.look()
    await until(lambda: len(runner.runs) == JOBS)
    await watch.look()

    assert len(runner.runs) == JOBS
    runner.over.set()
    await until(lambda: not watch._running)


async def test_what_another_worker_has_is_left_to_it() -> None:
    runner = FakeRunner(a_ticket(1))
    runner.taken = {"job-1"}
    watch = a_watch(runner)

    await watch.look()
    await until(lambda: not watch._running)

    assert runner.runs == []


async def test_a_worker_that_stops_tells_its_runs_to_leave() -> None:
    runner = FakeRunner(a_ticket(1), a_ticket(2))
    watch = a_watch(runner)
    life = asyncio.create_task(watch.run())
    await until(lambda: len(runner.runs) == 2)

    life.cancel()
    await asyncio.wait([life], timeout=SECONDS)

    assert sorted(runner.left) == ["job-1", "job-2"]


async def test_a_job_that_fails_beyond_expectation_is_over_and_others_go_on() -> None:
    runner = FakeRunner(a_ticket(1))
    runner.trouble = ZeroDivisionError()
    watch = a_watch(runner)

    await watch.look()
    await until(lambda: not watch._running)

    assert runner.runs[0].ended == (JobState.FAILED, "internal_error")


async def test_a_job_whose_store_is_away_is_taken_up_again() -> None:
    runner = FakeRunner(a_ticket(1))
    runner.trouble = StoreUnavailableError()
    watch = a_watch(runner)

    await watch.look()
    await until(lambda: not watch._running)

    assert runner.runs[0].ended is None


async def test_what_nobody_expects_any_more_is_ended_by_any_worker() -> None:
    runner = FakeRunner(a_ticket(1, "old"), a_ticket(2))
    watch = a_watch(runner, has_guild=lambda _: False)
    runner.over.set()

    await watch.look()
    await until(lambda: not watch._running)

    assert [run.ticket.job_id for run in runner.runs] == ["old"]
    assert [ticket.job_id for ticket in runner.tickets] == ["job-2"]
