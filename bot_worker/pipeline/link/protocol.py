"""The bot's side of the gateway's WebSocket: messages and moments in, actions out; no I/O, no clock.

A connection opens, registers, and carries a few unconfirmed batches at a time. Before API Gateway would end it, its
successor is made ready. What gets no answer is sent again.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from bot_worker.pipeline.backoff import Backoff
from bot_worker.pipeline.link.actions import Action, Close, Delivered, Execute, Open, Refused, Send
from bot_worker.pipeline.link.connection import Connection, LinkTiming, Phase
from bot_worker.pipeline.link.outbox import MAX_IN_FLIGHT, Outbox
from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.wire import (
    UNKNOWN_COMMAND,
    BackendAck,
    CommandResult,
    ErrorMessage,
    FromBackend,
    FromBot,
    KeepAlive,
    KeptAlive,
    Register,
    Registered,
    ToBot,
)

log = logging.getLogger(__name__)

UNANSWERED_TO_DROP: Final = 2
_STRANGER_CODES: Final = frozenset({"unauthenticated", "forbidden"})  # the gateway does not know us: register anew


class _AnyCommand(msgspec.Struct, frozen=True):
    """A command of a kind that this version does not know: enough of it to say so."""

    action: str
    command_id: str


_messages: Final = json.Decoder[ToBot](ToBot)  # type: ignore[arg-type] # a union is no `type` for mypy (PEP 747)
_any_command: Final = json.Decoder(_AnyCommand)


class LinkProtocol:
    """Every input returns the actions that follow from it; after them, `alarm` says when to call `tick`."""

    def __init__(
        self,
        register: Register,
        *,
        random: Callable[[], float],
        timing: LinkTiming | None = None,
        max_in_flight: int = MAX_IN_FLIGHT,
    ) -> None:
        self._register = register
        self._timing = timing or LinkTiming()
        self._connections: dict[int, Connection] = {}
        self._last_number = 0
        self._open_at: float | None = None  # not before this, after a failure
        self._open_backoff = self._backoff(random)
        self._outbox = Outbox(
            lambda: self._backoff(random), ack_seconds=self._timing.ack_seconds, max_in_flight=max_in_flight
        )
        self._actions: list[Action] = []
        self._closing = False

    @property
    def is_connected(self) -> bool:
        return any(connection.phase is not Phase.OPENING for connection in self._connections.values())

    @property
    def is_registered(self) -> bool:
        return self._current is not None

    @property
    def takes_batch(self) -> bool:
        return self._outbox.has_room

    def tick(self, now: float) -> list[Action]:
        return self._advance(now)

    def opened(self, number: int, now: float) -> list[Action]:
        if (connection := self._connections.get(number)) is not None:
            connection.opened(now)
            self._send(connection, self._register)
        return self._advance(now)

    def received(self, number: int, text: str | bytes, now: float) -> list[Action]:
        if (connection := self._connections.get(number)) is not None:
            self._understand(connection, text, now)
        return self._advance(now)

    def lost(self, number: int, now: float) -> list[Action]:
        """Note that a connection ended, or could not be made."""
        if (connection := self._connections.get(number)) is not None:
            self._forget(connection, now)
        return self._advance(now)

    def offer(self, batch_id: str, frame: str, now: float) -> list[Action]:
        """Take the next batch; raise `ValueError` unless `takes_batch`."""
        self._outbox.put(batch_id, frame, now)
        return self._advance(now)

    def doubt(self) -> None:
        """Let batches that are sent again say that another worker may have brought their events."""
        self._outbox.doubt()

    def answer(self, result: CommandResult, now: float) -> list[Action]:
        if self._current is None:
            log.warning("link.answer_lost", extra={"command_id": result.command_id})
        else:
            self._send(self._current, result)
        return self._advance(now)

    def introduce(self, register: Register, now: float) -> list[Action]:
        """Register anew: the bot has learned something about itself."""
        self._register = register
        if self._current is not None:
            self._send(self._current, register)
        return self._advance(now)

    def close(self, now: float) -> list[Action]:
        self._closing = True
        for connection in list(self._connections.values()):
            self._drop(connection, now)
        return self._advance(now)

    def alarm(self, now: float) -> float | None:
        """Return the next moment at which something is to be done even if nothing comes in."""
        return min(self._alarms(now), default=None)

    @property
    def _current(self) -> Connection | None:
        ready = (connection for connection in self._connections.values() if connection.phase is Phase.READY)
        return next(ready, None)

    def _advance(self, now: float) -> list[Action]:
        self._miss_answers(now)
        for connection in list(self._connections.values()):
            if connection.is_dead(now):
                self._drop(connection, now)
            elif connection.needs_keep_alive(now):
                self._send(connection, KeepAlive())
                connection.keep_alive_sent(now)
            elif connection.phase is Phase.RETIRING and not self._outbox.is_used(connection.number):
                self._drop(connection, now)
        if self._wants_connection(now) and (self._open_at is None or now >= self._open_at):
            self._open()
        if self._current is not None:
            number = self._current.number
            self._actions += [Send(connection=number, text=text) for text in self._outbox.take_due(number, now)]
        actions, self._actions = self._actions, []
        return actions

    def _miss_answers(self, now: float) -> None:
        for number in self._outbox.miss(now):
            if (connection := self._connections.get(number)) is not None:
                connection.unanswered_batches += 1
                log.warning("link.batch_unanswered", extra={"times": connection.unanswered_batches})
                if connection.unanswered_batches >= UNANSWERED_TO_DROP:
                    self._drop(connection, now)

    def _wants_connection(self, now: float) -> bool:
        if self._closing or any(c.phase in (Phase.OPENING, Phase.REGISTERING) for c in self._connections.values()):
            return False
        return self._current is None or self._current.needs_successor(now)

    def _open(self) -> None:
        self._last_number += 1
        self._connections[self._last_number] = Connection(self._last_number, self._timing)
        self._actions.append(Open(connection=self._last_number))

    def _drop(self, connection: Connection, now: float) -> None:
        self._actions.append(Close(connection=connection.number))
        self._forget(connection, now)

    def _forget(self, connection: Connection, now: float) -> None:
        del self._connections[connection.number]
        self._outbox.lost(connection.number, now)
        if connection.phase is not Phase.RETIRING:
            if connection.was_steady(now):
                self._open_backoff.reset()
            self._open_at = now + self._open_backoff.next_seconds()

    def _understand(self, connection: Connection, text: str | bytes, now: float) -> None:
        try:
            message = _messages.decode(text)
        except InvalidInputError as error:
            self._misunderstand(connection, text, error)
            return
        match message:
            case Registered(success=True):
                self._registered(connection, now)
            case Registered():
                log.error("link.register_refused")
                self._drop(connection, now)
            case BackendAck():
                self._acked(connection, message)
            case KeptAlive():
                connection.kept_alive()
            case FromBackend():
                self._actions.append(Execute(message=message))
            case ErrorMessage():
                self._complained(connection, message, now)

    def _registered(self, connection: Connection, now: float) -> None:
        if connection.phase is not Phase.REGISTERING:
            return  # the answer to an introduction
        if self._current is not None:
            self._current.retire(now)
        connection.registered(now)
        log.info("link.registered", extra={"connection": connection.number})

    def _acked(self, connection: Connection, ack: BackendAck) -> None:
        connection.unanswered_batches = 0
        if self._outbox.acked(ack.batch_id):
            self._actions.append(Delivered(batch_id=ack.batch_id))
            if ack.dead_lettered:
                log.error("link.events_dead_lettered", extra={"batch_id": ack.batch_id, "events": ack.dead_lettered})

    def _complained(self, connection: Connection, error: ErrorMessage, now: float) -> None:
        log.warning(
            "link.error",
            extra={"code": error.code, "backend_request_id": error.request_id, "batch_id": error.batch_id},
        )
        if connection.phase is Phase.REGISTERING or error.code in _STRANGER_CODES:
            self._drop(connection, now)
        else:
            connection.unanswered_batches = 0
            batch_id = self._outbox.refused(error.code, error.batch_id, connection.number, now)
            if batch_id is not None:
                self._actions.append(Refused(batch_id=batch_id, code=error.code))

    def _misunderstand(self, connection: Connection, text: str | bytes, error: InvalidInputError) -> None:
        """Answer a command that we do not know; leave all else to the alarms (API Gateway has errors of its own)."""
        log.warning("link.not_understood", extra={"problem": (error.details or {}).get("problem")})
        try:
            command = _any_command.decode(text)
        except InvalidInputError:
            return
        if command.action == "from-backend":
            self._send(connection, CommandResult(command_id=command.command_id, ok=False, error=UNKNOWN_COMMAND))

    def _send(self, connection: Connection, message: FromBot) -> None:
        self._actions.append(Send(connection=connection.number, text=json.encode(message).decode()))

    def _alarms(self, now: float) -> Iterator[float]:
        for connection in self._connections.values():
            yield from connection.alarms(now)
        if (outgoing := self._outbox.alarm(can_send=self._current is not None)) is not None:
            yield outgoing
        if self._open_at is not None and self._wants_connection(now):
            yield self._open_at

    def _backoff(self, random: Callable[[], float]) -> Backoff:
        return Backoff(
            first_seconds=self._timing.first_backoff_seconds,
            longest_seconds=self._timing.longest_backoff_seconds,
            random=random,
        )
