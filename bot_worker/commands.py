"""Carries out what the backend asks of the bot."""

import logging
from collections.abc import Callable
from typing import Protocol

import msgspec

from shared.kernel import json
from shared.kernel.commands import (
    BotStatus,
    Command,
    MemberView,
    Ping,
    Pong,
    ReadMember,
    ReadRoles,
    RoleViews,
    Status,
    Watch,
)
from shared.kernel.errors import AppError
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


class Guilds(Protocol):
    """What the bot sees; raises `AppError` where it cannot tell."""

    async def member(self, guild_id: int, user_id: int) -> MemberView: ...

    async def roles(self, guild_id: int) -> RoleViews: ...


class Commands:
    """`watch` is told a guild and for how many seconds; `spooled_events` and `uptime_seconds` are asked when needed."""

    def __init__(
        self,
        discord: DiscordState,
        guilds: Guilds,
        *,
        watch: Callable[[int, float], None],
        spooled_events: Callable[[], int],
        uptime_seconds: Callable[[], float],
    ) -> None:
        self._discord = discord
        self._guilds = guilds
        self._watch = watch
        self._spooled_events = spooled_events
        self._uptime_seconds = uptime_seconds

    async def execute(self, message: FromBackend) -> CommandResult:
        """Answer a command; what it logs carries the request id of whoever asked."""
        if is_request_id(message.request_id):
            request_id.set(message.request_id)
        command = type(message.command).__name__
        try:
            data = msgspec.Raw(json.encode(await self._answer(message.command)))
        except AppError as error:
            log.info("command.refused", extra={"command": command, "code": error.code})
            return CommandResult(command_id=message.command_id, ok=False, error=error.code)
        log.info("command.executed", extra={"command": command})
        return CommandResult(command_id=message.command_id, ok=True, data=data)

    async def _answer(self, command: Command) -> msgspec.Struct | dict[str, str]:
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
            case ReadMember():
                return await self._guilds.member(command.guild_id, command.user_id)
            case ReadRoles():
                return await self._guilds.roles(command.guild_id)
            case Watch():
                self._watch(command.guild_id, command.seconds)
                return {}
