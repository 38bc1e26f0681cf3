"""Carries commands out once each, however often they come."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from bot_worker.commands.turns import Turns
from bot_worker.pipeline.spool.errors import StorageFullError
from shared.features.gateway.rules import is_final
from shared.kernel import json
from shared.kernel.commands import Command, changes_something, guild_of
from shared.kernel.errors import (
    AppError,
    BotUnavailableError,
    CommandExpiredError,
    PayloadTooLargeError,
    StoreUnavailableError,
)
from shared.kernel.tracing import is_request_id, request_id
from shared.kernel.wire import MAX_MESSAGE_BYTES, CommandResult, FromBackend

log = logging.getLogger(__name__)

REMEMBERED: Final = 1_000
MAX_DATA_BYTES: Final = MAX_MESSAGE_BYTES - 1024  # API Gateway ends a connection that says more


class Answering(Protocol):
    def check(self, command: Command) -> None:
        """Raise `AppError` where this worker cannot carry the command out, or not yet."""

    async def to(self, command_id: str, command: Command) -> msgspec.Struct | dict[str, str]:
        """Carry a command out and return its result's data; raise `AppError` where it cannot be done."""


class Ledger(Protocol):
    async def recall(self, command_id: str) -> CommandResult | None: ...

    async def note(self, command_id: str) -> None: ...

    async def remember(self, result: CommandResult) -> None: ...


class Claims(Protocol):
    async def begin(self, command_id: str) -> bool:
        """Whether this worker, and no other, may carry a stored command out; raise `StoreUnavailableError`."""


class Execution:
    """A command that comes again is answered with what came of it before, or of what is still being done.

    That is for those that change something: they are noted on disk before they begin. One that is stored is claimed
    first, for it may have been sent to another worker as well. A guild's are carried out one after the other.
    """

    def __init__(self, answers: Answering, ledger: Ledger, claims: Claims, now_ms: Callable[[], int]) -> None:
        self._answers = answers
        self._ledger = ledger
        self._claims = claims
        self._now_ms = now_ms
        self._recent: OrderedDict[str, asyncio.Future[CommandResult | None]] = OrderedDict()
        self._turns = Turns()
        self._closing = False

    async def finish(self, *, seconds: float) -> None:
        """Begin with nothing more that changes something, and wait for what has begun, so long at most."""
        self._closing = True
        running = [answer for answer in self._recent.values() if not answer.done()]
        if running:
            await asyncio.wait(running, timeout=seconds)

    async def execute(self, message: FromBackend) -> CommandResult | None:
        """Answer a command; None where another worker will. What it logs carries the request id of whoever asked."""
        if is_request_id(message.request_id):
            request_id.set(message.request_id)
        earlier = self._recent.get(message.command_id)
        if earlier is not None:
            return await asyncio.shield(earlier)
        answer: asyncio.Future[CommandResult | None] = asyncio.get_running_loop().create_future()
        self._keep(message.command_id, answer)
        try:
            result = await self._first(message)
        except asyncio.CancelledError:
            answer.cancel()
            raise
        answer.set_result(result)
        if result is None or not is_final(result) or not changes_something(message.command):
            self._recent.pop(message.command_id, None)  # what is not begun here, and what is only read, may come again
        return result

    async def _first(self, message: FromBackend) -> CommandResult | None:
        try:
            if not changes_something(message.command):
                self._check(message)
                return await self._carried_out(message)
            async with self._turns.of(guild_of(message.command)):
                return await self._once(message)
        except AppError as error:
            return _refused(message, error)
        except StorageFullError:
            return _refused(message, StoreUnavailableError())

    async def _once(self, message: FromBackend) -> CommandResult | None:
        known = await self._ledger.recall(message.command_id)
        if known is not None:
            log.info("command.repeated", extra={"command_id": message.command_id})
            return known
        self._check(message)
        if message.durable and not await self._claims.begin(message.command_id):
            log.info("command.left_to_another", extra={"command_id": message.command_id})
            return None
        await self._ledger.note(message.command_id)
        result = await self._carried_out(message)
        try:
            await self._ledger.remember(result)
        except StorageFullError:
            log.warning("command.result_not_kept", extra={"command_id": message.command_id})
        return result

    def _check(self, message: FromBackend) -> None:
        if 0 < message.expires_at < self._now_ms():
            raise CommandExpiredError
        if self._closing and changes_something(message.command):
            raise BotUnavailableError
        self._answers.check(message.command)

    async def _carried_out(self, message: FromBackend) -> CommandResult:
        command = type(message.command).__name__
        try:
            data = _encoded(await self._answers.to(message.command_id, message.command))
        except AppError as error:
            return _refused(message, error)
        except Exception as error:  # noqa: BLE001 - an entry point: whatever a command meets, the bot lives on
            log.error("command.failed", extra={"command": command, "error": type(error).__name__})  # noqa: TRY400 - its text may hold what people wrote
            return _refused(message, AppError())
        log.info("command.executed", extra={"command": command})
        return CommandResult(command_id=message.command_id, ok=True, data=data)

    def _keep(self, command_id: str, answer: "asyncio.Future[CommandResult | None]") -> None:
        self._recent[command_id] = answer
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)


def _encoded(data: msgspec.Struct | dict[str, str]) -> msgspec.Raw:
    encoded = json.encode(data)
    if len(encoded) > MAX_DATA_BYTES:
        raise PayloadTooLargeError
    return msgspec.Raw(encoded)


def _refused(message: FromBackend, error: AppError) -> CommandResult:
    log.info("command.refused", extra={"command": type(message.command).__name__, "code": error.code})
    return CommandResult(command_id=message.command_id, ok=False, error=error.code)
