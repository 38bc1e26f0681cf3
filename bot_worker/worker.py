"""Puts the worker together, keeps it alive, and stops it without losing anything."""

import asyncio
import logging
import random
import secrets
import time
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from websockets.exceptions import InvalidURI
from websockets.uri import parse_uri

from bot_worker import NAME, VERSION
from bot_worker.backfill.assembly import make_backfill
from bot_worker.backfill.backfill import Backfill
from bot_worker.client import Bot
from bot_worker.commands.answers import Answers
from bot_worker.commands.claims import StoredClaims
from bot_worker.commands.execution import Execution
from bot_worker.commands.ledger import CommandLedger
from bot_worker.discord_limiter import limited_requests
from bot_worker.discord_socket import point_discord_py
from bot_worker.effects.runner import EffectRunner
from bot_worker.errors import CannotRunError, PartDiedError, first_cause
from bot_worker.guild_reader import GuildReader
from bot_worker.health.model import DiscordHealth, GatewayHealth, Health, SpoolHealth
from bot_worker.health.monitor import Monitor
from bot_worker.health.server import HealthServer, Looks
from bot_worker.members.index import MemberIndex
from bot_worker.members.table import MemberTable, open_member_table
from bot_worker.metrics.timed_backend import TimedBackend
from bot_worker.moderation.bots import OwnBots
from bot_worker.moderation.desk import ModerationDesk
from bot_worker.moderation.jobs import JobWatch
from bot_worker.moderation.parts import ModerationParts
from bot_worker.moderation.rejoining import RejoinWatch
from bot_worker.moderation.timers import TimerWatch
from bot_worker.pipeline.backoff import Backoff
from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.link.link import Link
from bot_worker.pipeline.link.protocol import LinkProtocol
from bot_worker.pipeline.link.token import mint_link_token
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.identity import worker_id
from bot_worker.pipeline.spool.places import Lanes
from bot_worker.pipeline.spool.spool import MAX_BYTES, Spool, open_spool
from bot_worker.recording.filter import RecordingFilter
from bot_worker.recording.places import Places, follow
from bot_worker.recording.settings import GuildSettings
from bot_worker.shards.model import LeaseTiming, Start
from bot_worker.shards.shards import Shards
from bot_worker.slash.slash import SlashCommands
from shared.adapters.dynamodb import dynamodb_client
from shared.config.processes import BotConfig
from shared.features.gateway.command_table import CommandTable
from shared.features.settings.table import SettingsTable
from shared.kernel.events import Event
from shared.kernel.wire import Register

log = logging.getLogger(__name__)

COMMANDS_SECONDS: Final = 5.0  # for the commands that have begun; what is left of them counts as interrupted
SPOOL_SECONDS: Final = 5.0  # for what Discord sent last to reach the disk
DRAIN_SECONDS: Final = 10.0  # for the backend to confirm the rest; what it does not is sent by the next process
CLOSE_SECONDS: Final = 3.0
BACKFILL_ROOM_BYTES: Final = MAX_BYTES // 4  # of the spool: beyond it, what happens now comes before what happened
_ENTROPY_BITS: Final = 80


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def run_worker(config: BotConfig, stop: asyncio.Event, timing: LeaseTiming) -> None:
    """Live until `stop` is set; raise `CannotRunError`, `SpoolError` or `PartDiedError` (in groups)."""
    started_at = datetime.now(UTC)
    buckets = config.event_buckets
    lanes = Lanes(buckets.at(started_at), lambda guild_id: buckets.bucket_of(guild_id, started_at))
    path = Path(config.spool_path)
    async with (
        open_spool(path, now_ms=now_ms, lanes=lanes) as spool,
        open_member_table(path.with_name(f"{path.name}.members")) as members,
    ):
        last_batch_id = await spool.last_batch_id()
        name = await worker_id(spool.database, secrets.token_hex(8))
        worker = Worker(config, spool, members, last_batch_id, stop, worker_id=name, timing=timing)
        log.info("worker.started", extra={"version": VERSION, "spooled_events": spool.events})
        await worker.live()
    log.info("worker.stopped")


class Worker:
    """The parts and how they hold together. Every part must live; the death of one ends the process."""

    def __init__(
        self,
        config: BotConfig,
        spool: Spool,
        members: MemberTable,
        last_batch_id: str | None,
        stop: asyncio.Event,
        *,
        worker_id: str,
        timing: LeaseTiming,
    ) -> None:
        self._config = config
        self._worker_id = worker_id
        self._spool = spool
        self._stop = stop
        self._now = asyncio.get_running_loop().time
        self._started_at = self._now()
        self._pipeline = self._make_pipeline(last_batch_id)
        self._backfill = self._make_backfill()
        self._members = MemberIndex(members, lambda: self._fleet, now=self._now, now_ms=now_ms)
        self._dynamodb = dynamodb_client(config.aws)
        self._requests = limited_requests(config.redis_url, config.bot_id, config.discord_api_url)
        self._shards = self._make_shards(timing)
        self._fleet = self._shards.fleet
        places = Places(self._fleet)
        self._wanted = RecordingFilter(places.parents)
        self._settings = GuildSettings(
            SettingsTable(self._dynamodb, config.aws), self._wanted, places.guild_ids, self._backoff()
        )
        self._guilds = GuildReader(self._fleet)
        own_bots = OwnBots(asyncio.get_running_loop(), self._guilds, self._members)
        self._desk = ModerationDesk(config, self._dynamodb, own_bots)
        self._slash = SlashCommands(self._desk, self._backoff)
        self._timers = TimerWatch(lambda: self._desk.casework.lifting, self._fleet.has)
        self._rejoining = RejoinWatch(lambda: self._desk.casework.rejoining, self._fleet.shard_of)
        self._jobs = JobWatch(
            lambda: self._desk.casework.job_store,
            lambda: self._desk.casework.job_runner,
            self._fleet.has,
            worker_id,
        )
        self._moderation = self._make_moderation()
        self._commands = self._make_commands()
        self._link = self._make_link()
        self._monitor = Monitor(
            *(self._fleet, self._link, self._pipeline, spool, self._backfill, self._timers.figures),
            now=self._now,
            now_ms=now_ms,
        )
        looks = Looks(alive=self._monitor.liveness, ready=self._look, metrics=self._monitor.metrics)
        self._health = HealthServer(looks, host=config.health_host, port=config.health_port)

    async def live(self) -> None:
        """Run all parts until told to stop; then stop them in the order in which events pass through them."""
        backend = TimedBackend(self._link, self._monitor.acks, self._now)
        async with asyncio.TaskGroup() as tasks:
            health = tasks.create_task(self._part("health", self._health.run()))
            pipeline = tasks.create_task(self._part("pipeline", self._pipeline.run(backend)))
            monitor = tasks.create_task(self._part("monitor", self._monitor.run()))
            backfill = tasks.create_task(self._part("backfill", self._backfill.run()))
            link = tasks.create_task(self._part("link", self._link.run()))
            settings = tasks.create_task(self._part("settings", self._settings.run()))
            members = tasks.create_task(self._part("members", self._members.run()))
            moderation = tasks.create_task(self._part("moderation", self._moderation.run()))
            listening = tasks.create_task(self._part("discord", self._run_shards()))
            await self._stop.wait()
            log.info("worker.stopping")
            await self._commands.finish(seconds=COMMANDS_SECONDS)
            self._desk.close()
            for task in (moderation, listening, backfill):
                task.cancel()
            await asyncio.wait([moderation, listening, backfill])
            await self._drain()
            self._link.close()
            await asyncio.wait([link], timeout=CLOSE_SECONDS)
            for task in (link, pipeline, settings, members, monitor, health):
                task.cancel()

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(SPOOL_SECONDS):
                await self._backfill.stop()
            if self._link.is_registered:
                async with asyncio.timeout(DRAIN_SECONDS):
                    await self._pipeline.until_confirmed()
        except TimeoutError:
            log.warning("worker.drain_took_too_long")
        log.info("worker.drained", extra={"events_left_for_the_next": self._spool.events})

    async def _part(self, name: str, life: Coroutine[None, None, None]) -> None:
        try:
            await life
        except Exception as error:
            cause = first_cause(error)
            if isinstance(cause, CannotRunError):
                raise cause from None
            raise PartDiedError(name) from error
        if not self._stop.is_set():
            raise PartDiedError(name)

    async def _run_shards(self) -> None:
        await self._backfill.sessions.load()
        await self._shards.run()

    def _backoff(self) -> Backoff:
        return Backoff(first_seconds=1.0, longest_seconds=60.0, random=random.random)

    def _introduce(self) -> None:
        self._link.introduce(self._identity())

    def _identity(self) -> Register:
        return Register(
            bot_id=self._config.bot_id,
            name=self._fleet.name or NAME,
            version=VERSION,
            shard_ids=self._fleet.shard_ids,
            shard_count=self._fleet.shard_count,
        )

    def _look(self) -> Health:
        well = self._fleet.is_connected and self._link.is_registered
        return Health(
            status="ok" if well else "degraded",
            discord=DiscordHealth(
                connected=self._fleet.is_connected, latency_ms=self._fleet.latency_ms, guilds=self._fleet.guild_count
            ),
            gateway=GatewayHealth(connected=self._link.is_connected, registered=self._link.is_registered),
            spool=SpoolHealth(events=self._spool.events, bytes=self._spool.bytes, lost=self._spool.lost),
            last_ack_at=self._pipeline.last_ack_at,
        )

    def _make_pipeline(self, last_batch_id: str | None) -> Pipeline:
        limits = BatchLimits(
            interval_seconds=self._config.batch_interval.total_seconds(),
            interactive_seconds=self._config.live_interval.total_seconds(),
        )
        batch_ids = BatchIds(last_batch_id, now_ms=now_ms, entropy=lambda: secrets.randbits(_ENTROPY_BITS))
        return Pipeline(self._spool, limits, batch_ids, now=self._now, now_ms=now_ms, check=self._check_trust)

    def _check_trust(self) -> None:
        self._shards.check_trust()

    def _make_backfill(self) -> Backfill:
        return make_backfill(
            self._spool.database,
            capture=self._capture,
            until_spooled=self._pipeline.until_spooled,
            has_room=lambda: self._spool.bytes < BACKFILL_ROOM_BYTES,
            now=self._now,
            now_ms=now_ms,
        )

    def _make_shards(self, timing: LeaseTiming) -> Shards:
        point_discord_py(
            api_url=self._config.discord_api_url,
            gateway_url=self._config.discord_gateway_url,
            cdn_url=self._config.discord_cdn_url,
        )
        return Shards(
            self._config,
            worker_id=self._worker_id,
            timing=timing,
            make_bot=self._make_bot,
            changed=self._introduce,
            doubt=self._pipeline.doubt,
            heard_at=self._backfill.sessions.heard_at,
            now_ms=now_ms,
            make_backoff=self._backoff,
        )

    def _make_bot(self, start: Start, shard_count: int) -> Bot:
        def capture(event: Event) -> None:
            self._capture(event, may_repeat=not self._shards.is_certain(start.shard_id))

        bot = Bot(start.shard_id, shard_count, capture=capture, clock=lambda: datetime.now(UTC))
        bot.http.http_trace = self._requests
        follow(bot, self._settings)
        self._members.follow(bot)
        self._slash.follow(bot)
        self._rejoining.follow(bot)
        sessions = self._backfill.sessions
        if start.heard_at is not None:
            sessions.note_heard(start.shard_id, shard_count, start.heard_at)
        if start.handed_over:
            sessions.note_handed_over(start.shard_id, shard_count)
        sessions.follow(bot)
        return bot

    def _capture(self, event: Event, *, may_repeat: bool = False) -> None:
        self._monitor.note(event)
        self._backfill.sessions.note(event)
        if self._wanted.should_record(event):
            self._pipeline.capture(event, may_repeat=may_repeat)

    def _make_moderation(self) -> ModerationParts:
        return ModerationParts(
            {"commands": self._slash, "timers": self._timers, "rejoining": self._rejoining, "jobs": self._jobs},
            now=self._now,
            make_backoff=self._backoff,
        )

    def _make_commands(self) -> Execution:
        answers = Answers(
            self._fleet,
            self._guilds,
            self._settings,
            EffectRunner(self._fleet),
            self._members,
            watch=self._pipeline.watch,
            spooled_events=lambda: self._spool.events,
            uptime_seconds=lambda: self._now() - self._started_at,
        )
        return Execution(
            answers,
            CommandLedger(self._spool.database, now_ms),
            StoredClaims(CommandTable(self._dynamodb, self._config.aws), self._config.bot_id, self._worker_id),
            now_ms,
        )

    def _make_link(self) -> Link:
        try:
            parse_uri(self._config.gateway.url)
        except InvalidURI:
            raise CannotRunError("GATEWAY_URL is not the URL of a WebSocket.") from None
        return Link(
            LinkProtocol(self._identity(), random=random.random),
            url=self._config.gateway.url,
            token=self._mint_token,
            execute=self._commands.execute,
            now=self._now,
        )

    def _mint_token(self) -> str:
        config = self._config
        return mint_link_token(config.bot_id, config.bot_link_secret, now=datetime.now(UTC), token_id=uuid4())
