"""A command is carried out once, whatever happens between its arrival and its result."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

import msgspec
import pytest

from bot_worker.commands.claims import StoredClaims
from bot_worker.commands.execution import Execution
from bot_worker.commands.ledger import REMEMBERED, CommandLedger
from bot_worker.pipeline.spool.errors import StorageFullError
from bot_worker.pipeline.spool.spool import open_spool
from shared.features.gateway.model import QueuedCommand
from shared.kernel.commands import Command, Ping, Pong, RunEffects
from shared.kernel.errors import AppError, BotUnavailableError, NotFoundError, StoreUnavailableError
from shared.kernel.guild_effects import EffectResult, EffectResults, KickMember
from shared.kernel.snowflakes import Snowflake
from shared.kernel.tracing import request_id
from shared.kernel.wire import MAX_MESSAGE_BYTES, CommandResult, FromBackend
from tests.fakes.clock import NOON
from tests.fakes.gateway import FakeCommandQueue

BOT, GUILD = Snowflake(1), Snowflake(5)
KICK = RunEffects(guild_id=GUILD, effects=[KickMember(user_id=Snowflake(7))], reason="enough")
DONE = b'{"results":[{"code":"ok"}]}'


class Acting:
    """`gate` holds whoever acts until it is set; `fails` is raised instead of acting."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.refuses: AppError | None = None
        self.fails: Exception | None = None
        self.says = EffectResults(results=[EffectResult(code="ok")])

    def check(self, command: Command) -> None:
        if self.refuses is not None and isinstance(command, RunEffects):
            raise self.refuses

    async def to(self, command_id: str, command: Command) -> msgspec.Struct:
        self.begun.append(command_id)
        await self.gate.wait()
        if self.fails is not None:
            raise self.fails
        if isinstance(command, Ping):
            return Pong(discord_latency_ms=42)
        return self.says


class Worker:
    """A worker on a spool's file of its own; `restarted` is the next process on the same file."""

    def __init__(self, path: Path, queue: FakeCommandQueue, name: str) -> None:
        self.path, self.queue, self.name = path, queue, name
        self.acting, self.now = Acting(), 1_000_000

    async def __aenter__(self) -> Self:
        self._opened = open_spool(self.path, now_ms=lambda: self.now)
        spool = await self._opened.__aenter__()
        self.ledger = CommandLedger(spool.database, lambda: self.now)
        claims = StoredClaims(self.queue, BOT, self.name)
        self.execution = Execution(self.acting, self.ledger, claims, lambda: self.now)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.__aexit__(None, None, None)

    def restarted(self) -> "Worker":
        return Worker(self.path, self.queue, self.name)

    async def told(
        self, command: Command = KICK, command_id: str = "k", *, durable: bool = False, expires_at: int = 0
    ) -> CommandResult | None:
        return await self.execution.execute(a_message(command, command_id, durable=durable, expires_at=expires_at))


def a_message(
    command: Command = KICK, command_id: str = "k", *, durable: bool = False, expires_at: int = 0
) -> FromBackend:
    return FromBackend(command_id=command_id, request_id="r-1", command=command, durable=durable, expires_at=expires_at)


@pytest.fixture
async def worker(tmp_path: Path) -> AsyncIterator[Worker]:
    async with Worker(tmp_path / "spool.db", FakeCommandQueue(), "one") as worker:
        yield worker


async def test_a_result_is_the_command_s(worker: Worker) -> None:
    result = await worker.told()

    assert result == CommandResult(command_id="k", ok=True, data=msgspec.Raw(DONE))


async def test_a_command_that_comes_twice_is_carried_out_once_and_answered_twice(worker: Worker) -> None:
    first, second = await worker.told(), await worker.told()

    assert first == second
    assert worker.acting.begun == ["k"]


async def test_a_repeat_waits_for_what_is_still_being_done(worker: Worker) -> None:
    worker.acting.gate.clear()
    both = asyncio.gather(worker.told(), worker.told())
    await asyncio.sleep(0.05)
    worker.acting.gate.set()

    first, second = await both

    assert first == second
    assert worker.acting.begun == ["k"]


async def test_what_was_done_before_a_restart_is_answered_and_not_done_again(worker: Worker) -> None:
    first = await worker.told()
    await worker.__aexit__()

    async with worker.restarted() as restarted:
        second = await restarted.told(expires_at=1)  # it has expired meanwhile, but it was done

        assert (second and second.data) == (first and first.data)
        assert restarted.acting.begun == []
    await worker.__aenter__()


async def test_what_a_dead_process_had_begun_is_said_to_be_interrupted(worker: Worker) -> None:
    worker.acting.gate.clear()
    dying = asyncio.create_task(worker.told())
    await asyncio.sleep(0.05)
    dying.cancel()
    await asyncio.wait([dying])
    await worker.__aexit__()

    async with worker.restarted() as restarted:
        result = await restarted.told()

        assert result == CommandResult(command_id="k", ok=False, error="command_interrupted")
        assert restarted.acting.begun == []
    await worker.__aenter__()


async def test_reading_leaves_no_trace_on_disk(worker: Worker) -> None:
    result = await worker.told(Ping())

    assert result is not None
    assert result.ok
    assert await worker.ledger.recall("k") is None


async def test_a_command_that_is_too_old_is_refused_and_not_begun(worker: Worker) -> None:
    commands: list[Command] = [Ping(), KICK]
    for number, command in enumerate(commands):
        result = await worker.told(command, f"k{number}", expires_at=worker.now - 1)
        assert result == CommandResult(command_id=f"k{number}", ok=False, error="command_expired")

    assert worker.acting.begun == []


async def test_a_guild_s_commands_are_carried_out_one_after_the_other(worker: Worker) -> None:
    worker.acting.gate.clear()
    several = [asyncio.create_task(worker.told(command_id=f"k{number}")) for number in range(3)]
    await asyncio.sleep(0.05)
    begun_while_the_first_runs = list(worker.acting.begun)
    worker.acting.gate.set()
    await asyncio.gather(*several)

    assert begun_while_the_first_runs == ["k0"]
    assert worker.acting.begun == ["k0", "k1", "k2"]


async def test_a_worker_that_stops_finishes_what_it_has_begun_and_begins_nothing_more(worker: Worker) -> None:
    worker.acting.gate.clear()
    running = asyncio.create_task(worker.told(command_id="k0"))
    await asyncio.sleep(0.05)
    finishing = asyncio.create_task(worker.execution.finish(seconds=5))
    await asyncio.sleep(0.05)
    later = [asyncio.create_task(told) for told in (worker.told(command_id="k1"), worker.told(Ping(), "k2"))]
    await asyncio.sleep(0.05)
    was_finished_early = finishing.done()
    worker.acting.gate.set()
    await finishing
    done, refused, ping = await asyncio.gather(running, *later)

    assert not was_finished_early
    assert (done and done.ok, ping and ping.ok) == (True, True)
    assert (refused and refused.error) == "bot_unavailable"


async def test_a_worker_that_stops_waits_for_no_command_for_ever(worker: Worker) -> None:
    worker.acting.gate.clear()
    running = asyncio.create_task(worker.told())
    await asyncio.sleep(0.05)

    await worker.execution.finish(seconds=0.05)

    assert not running.done()
    worker.acting.gate.set()
    await running


async def test_without_room_on_the_disk_nothing_is_begun_and_it_may_come_again(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(_: str) -> None:
        raise StorageFullError("full")

    with monkeypatch.context() as patched:
        patched.setattr(worker.ledger, "note", full)
        refused = await worker.told()
    begun_while_full = list(worker.acting.begun)
    done = await worker.told()

    assert refused == CommandResult(command_id="k", ok=False, error="store_unavailable")
    assert begun_while_full == []
    assert done is not None
    assert done.ok


async def test_a_guild_that_is_not_here_yet_is_not_begun_and_not_remembered(worker: Worker) -> None:
    worker.acting.refuses = BotUnavailableError()
    refused = await worker.told()
    worker.acting.refuses = None

    done = await worker.told()

    assert (refused and refused.error, done and done.ok) == ("bot_unavailable", True)


async def test_whatever_goes_wrong_is_a_code_and_the_bot_lives(worker: Worker) -> None:
    for number, (error, code) in enumerate([(NotFoundError(), "not_found"), (ZeroDivisionError(), "internal_error")]):
        worker.acting.fails = error
        result = await worker.told(command_id=f"k{number}")
        assert result == CommandResult(command_id=f"k{number}", ok=False, error=code)


async def test_a_result_that_no_message_holds_is_refused_for_it_would_end_the_connection(worker: Worker) -> None:
    worker.acting.says = EffectResults(results=[EffectResult(code="x" * MAX_MESSAGE_BYTES)])

    result = await worker.told()

    assert result == CommandResult(command_id="k", ok=False, error="payload_too_large")


async def test_of_two_workers_with_a_stored_command_one_carries_it_out(worker: Worker, tmp_path: Path) -> None:
    stored(worker.queue)
    async with Worker(tmp_path / "other.db", worker.queue, "two") as other:
        results = await asyncio.gather(worker.told(durable=True), other.told(durable=True))

    assert sorted(result is None for result in results) == [False, True]
    assert worker.acting.begun + other.acting.begun == ["k"]


async def test_a_stored_command_that_is_gone_was_done_by_another(worker: Worker) -> None:
    assert await worker.told(durable=True) is None
    assert worker.acting.begun == []


async def test_a_worker_that_died_between_claim_and_note_carries_its_command_out_after_all(worker: Worker) -> None:
    stored(worker.queue)
    worker.queue.begin(BOT, "k", "one")

    result = await worker.told(durable=True)

    assert result is not None
    assert result.ok


async def test_while_the_store_is_away_a_stored_command_is_not_begun(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailableError

    stored(worker.queue)
    with monkeypatch.context() as patched:
        patched.setattr(worker.queue, "begin", away)
        refused = await worker.told(durable=True)
    done = await worker.told(durable=True)

    assert (refused and refused.error, done and done.ok) == ("store_unavailable", True)


async def test_results_are_remembered_for_as_long_as_a_stored_command_may_come_again(worker: Worker) -> None:
    await worker.told(command_id="old")
    worker.now += int(REMEMBERED.total_seconds() * 1000) + 1
    await worker.told(command_id="new")

    assert await worker.ledger.recall("old") is None
    assert await worker.ledger.recall("new") is not None


async def test_the_log_of_a_command_carries_the_request_id_of_whoever_asked(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot_worker.commands")

    await worker.told(Ping())

    assert request_id.get() == "r-1"
    assert caplog.messages == ["command.executed"]


async def test_a_request_id_that_is_none_is_not_taken_over(worker: Worker) -> None:
    request_id.set("mine")

    await worker.execution.execute(FromBackend(command_id="k", request_id="x\n{}", command=Ping()))

    assert request_id.get() == "mine"


def stored(queue: FakeCommandQueue) -> None:
    queue.put(QueuedCommand(bot_id=BOT, message=a_message(durable=True), queued_at=NOON))
