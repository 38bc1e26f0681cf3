"""Carries out what the backend asks of the bot."""

import logging
from collections.abc import Callable
from typing import Protocol

import msgspec

from shared.kernel import json
from shared.kernel.commands import BotStatus, Command, Ping, Pong, Status, Watch
from shared.kernel.tracing import is_request_id, request_id
from shared.kernel.wire import CommandResult, FromBackend

log = logging.getLogger(__name__)


class DiscordState(Protocol):
    """How the bot stands with Discord."""

    @property
    def is_connected(self) -> bool: ...

    @property
    def latency_ms(self) -> int | None: ...

    @property
    def guild_count(self) -> int: ...


class Commands:
    """`watch` is told a guild and for how many seconds; `spooled_events` and `uptime_seconds` are asked when needed."""

    def __init__(
        self,
        discord: DiscordState,
        *,
        watch: Callable[[int, float], None],
        spooled_events: Callable[[], int],
        uptime_seconds: Callable[[], float],
    ) -> None:
        self._discord = discord
        self._watch = watch
        self._spooled_events = spooled_events
        self._uptime_seconds = uptime_seconds

    async def execute(self, message: FromBackend) -> CommandResult:
        """Answer a command; what it logs carries the request id of whoever asked."""
        if is_request_id(message.request_id):
            request_id.set(message.request_id)
        data = msgspec.Raw(json.encode(self._answer(message.command)))
        log.info("command.executed", extra={"command": type(message.command).__name__})
        return CommandResult(command_id=message.command_id, ok=True, data=data)

    def _answer(self, command: Command) -> msgspec.Struct | dict[str, str]:
        match command:
            case Ping():
                return Pong(discord_latency_ms=self._discord.latency_ms)
            case Status():
                return BotStatus(
                    guilds=self._discord.guild_count,
                    spooled_events=self._spooled_events(),
                    uptime_seconds=int(self._uptime_seconds()),
                    discord_latency_ms=self._discord.latency_ms,
                )
            case Watch():
                self._watch(command.guild_id, command.seconds)
                return {}
