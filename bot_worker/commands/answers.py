"""What each command means."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from shared.kernel.commands import (
    BotStatus,
    Command,
    MemberView,
    Ping,
    Pong,
    QueryMembers,
    ReadMember,
    ReadRoles,
    RoleViews,
    RunEffects,
    SettingsChanged,
    Status,
    Watch,
)
from shared.kernel.guild_effects import EffectResults
from shared.kernel.member_lists import MemberPage
from shared.kernel.snowflakes import Snowflake


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


class Settings(Protocol):
    async def changed(self, guild_id: Snowflake | None, feature: str) -> None:
        """Read a feature's settings anew, of one guild or of all; raise `UnavailableError`."""


class Effects(Protocol):
    def check(self, guild_id: Snowflake) -> None:
        """Raise `BotUnavailableError` where the guild is not here now, `NotFoundError` where the bot is not in it."""

    async def run(self, command_id: str, effects: RunEffects) -> EffectResults:
        """Carry effects out, and say what came of each."""


class Members(Protocol):
    async def query(self, query: QueryMembers) -> MemberPage:
        """Find members; raise `NotFoundError`, `BotUnavailableError` or `InvalidInputError`."""


class Answers:
    """`watch` is told a guild and for how many seconds; `spooled_events` and `uptime_seconds` are asked when needed."""

    def __init__(
        self,
        discord: DiscordState,
        guilds: Guilds,
        settings: Settings,
        effects: Effects,
        members: Members,
        *,
        watch: Callable[[int, float], None],
        spooled_events: Callable[[], int],
        uptime_seconds: Callable[[], float],
    ) -> None:
        self._discord = discord
        self._guilds = guilds
        self._settings = settings
        self._effects = effects
        self._members = members
        self._watch = watch
        self._spooled_events = spooled_events
        self._uptime_seconds = uptime_seconds

    def check(self, command: Command) -> None:
        """Raise `AppError` where this worker cannot carry the command out, or not yet."""
        if isinstance(command, RunEffects):
            self._effects.check(command.guild_id)

    async def to(self, command_id: str, command: Command) -> msgspec.Struct | dict[str, str]:
        """Carry a command out and return its result's data; raise `AppError` where it cannot be done."""
        match command:
            case Ping():
                return Pong(discord_latency_ms=self._discord.latency_ms)
            case Status():
                return self._status()
            case ReadMember():
                return await self._guilds.member(command.guild_id, command.user_id)
            case ReadRoles():
                return await self._guilds.roles(command.guild_id)
            case Watch():
                self._watch(command.guild_id, command.seconds)
            case SettingsChanged():
                await self._settings.changed(command.guild_id, command.feature)
            case QueryMembers():
                return await self._members.query(command)
            case RunEffects():
                return await self._effects.run(command_id, command)
        return {}

    def _status(self) -> BotStatus:
        return BotStatus(
            guilds=self._discord.guild_count,
            spooled_events=self._spooled_events(),
            uptime_seconds=int(self._uptime_seconds()),
            discord_latency_ms=self._discord.latency_ms,
        )
