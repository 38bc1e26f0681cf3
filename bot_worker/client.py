"""The Discord client: what it asks Discord for, what it remembers, and how it outlives bad payloads."""

import asyncio
import importlib
import logging
import math
import pkgutil
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

import discord
import msgspec
from discord.ext import commands

from bot_worker import features
from bot_worker.capture.recorder import UNPARSED, Recorder
from bot_worker.capture.remembered import RememberedGuild
from bot_worker.discord_socket import SturdyWebSocket
from bot_worker.known_members import KnownMembers
from bot_worker.readiness import PromptState
from shared.kernel.events import Event

log = logging.getLogger(__name__)

CLOSE_SECONDS: Final = 2.5  # to say goodbye to Discord, which may not listen any more
Capture = Callable[[Event], None]

INTENTS: Final = discord.Intents(
    guilds=True,
    members=True,  # privileged: joins and leaves
    moderation=True,
    guild_messages=True,
    message_content=True,  # privileged
    emojis_and_stickers=True,
    webhooks=True,
    invites=True,
    voice_states=True,
    auto_moderation_execution=True,
)


class Bot(commands.Bot):
    """Hands what happens in the guilds of one shard to `capture`, as events that its `recorder` makes of it.

    It remembers guilds, channels and roles, but neither members nor messages: every event brings those that it is
    about, and so the worker's memory does not grow with the communities.
    """

    shard_id: int
    shard_count: int

    def __init__(self, shard_id: int, shard_count: int, *, capture: Capture, clock: Callable[[], datetime]) -> None:
        super().__init__(
            shard_id=shard_id,
            shard_count=shard_count,
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=INTENTS,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.capture = capture
        self.clock = clock
        self.known_members = KnownMembers()
        self.is_synced = False
        self.recorder = self._make_recorder()
        self._guard_parsers()

    async def close(self) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await super().close()
        except TimeoutError:
            log.warning("discord.close_took_too_long", extra={"shard_id": self.shard_id})
        self.recorder.flush()

    @property
    def is_connected(self) -> bool:
        """Whether the shard is connected, and Discord has told us its guilds."""
        return self.is_ready() and self.ws.open

    @property
    def socket(self) -> SturdyWebSocket | None:
        """The connection with Discord, or the last there was; None before the first."""
        return self.ws if isinstance(self.ws, SturdyWebSocket) else None

    @property
    def last_frame_at(self) -> float:
        """When Discord's last frame came, by the event loop's clock; 0 before the first."""
        return 0.0 if self.socket is None else self.socket.last_frame_at

    @property
    def latency_ms(self) -> int | None:
        """The age of the last heartbeat's answer; None before the first."""
        seconds = self.latency
        return round(seconds * 1000) if math.isfinite(seconds) else None

    @property
    def guild_count(self) -> int:
        return len(self.guilds)

    @property
    def session_id(self) -> str:
        """Discord's id of the session, once there is one."""
        return self.ws.session_id or ""

    def _get_state(self, **options: Any) -> PromptState:
        return PromptState(
            dispatch=self.dispatch, handlers=self._handlers, hooks=self._hooks, http=self.http, **options
        )

    async def setup_hook(self) -> None:
        for module in pkgutil.iter_modules(features.__path__, f"{features.__name__}."):
            await importlib.import_module(module.name).setup(self)  # one class for all bots: extensions are loaded anew

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing here, with an open connection that nobody reads: `stay_connected` waits before it opens."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - they may hold message content, which no log may
        log.error("discord.listener_failed", extra={"listener": event_method}, exc_info=sys.exc_info())

    def take_quickly(self, name: str, payload: msgspec.Raw) -> bool:
        """Capture a dispatch from its text, and say whether that is done: else discord.py is to read it."""
        try:
            return self.recorder.take_quickly(name, payload)
        except Exception as error:  # noqa: BLE001 - as in `_guarded`: nothing that a dispatch says may end the connection
            _log_malformed(name, error)
            return True

    def heed(self, name: str, hear: Callable[[Any], None]) -> None:
        """Have a dispatch's payload heard before what else is done with it."""
        parsers = self._connection.parsers
        parsers[name] = _both(_guarded(name, hear, _log_unheard), parsers[name])

    def heed_alone(self, name: str, hear: Callable[[Any], None]) -> None:
        """Have a dispatch's payload heard, and nothing else done with it."""
        self._connection.parsers[name] = _guarded(name, hear)

    def _guard_parsers(self) -> None:
        """Wrap discord.py's parsers: an exception in one would end the connection, which only READY's may.

        What a dispatch says is captured before discord.py reads it, while the guild is remembered as it was.
        """
        parsers = self._connection.parsers
        for name, parse in list(parsers.items()):
            if name in self.recorder.captured:
                take = partial(self.recorder.take, name)
                parsers[name] = _guarded(name, take if name in UNPARSED else _both(take, parse))
            elif name != "READY":
                parsers[name] = _guarded(name, parse)

    def _call_later(self, seconds: float, act: Callable[[], None]) -> None:
        self.loop.call_later(seconds, act)

    def _make_recorder(self) -> Recorder:
        return Recorder(
            capture=self.capture,
            remember=lambda guild_id: RememberedGuild(self.get_guild(guild_id)),
            known=self.known_members,
            now_ms=lambda: int(self.clock().timestamp() * 1000),
            call_later=self._call_later,
            bot_id=lambda: self.user.id if self.user is not None else 0,
            is_synced=lambda: self.is_synced,
        )


def _both(first: Callable[[Any], None], second: Callable[[Any], None]) -> Callable[[Any], None]:
    """Do the second whatever becomes of the first."""

    def do_both(data: Any) -> None:
        try:
            first(data)
        finally:
            second(data)

    return do_both


def _log_malformed(name: str, error: Exception) -> None:
    """Log no traceback: it could quote message content."""
    log.error("discord.payload_malformed", extra={"payload": name, "reason": type(error).__name__})


def _log_unheard(name: str, error: Exception) -> None:
    """Say less of what has another reader, who complains as well where nobody can read it."""
    log.debug("discord.payload_unheard", extra={"payload": name, "reason": type(error).__name__})


def _guarded(
    name: str, read: Callable[[Any], None], complain: Callable[[str, Exception], None] = _log_malformed
) -> Callable[[Any], None]:
    def read_safely(data: Any) -> None:
        try:
            read(data)
        except Exception as error:  # noqa: BLE001 - a stranger's payload can raise anything inside discord.py
            complain(name, error)

    return read_safely
