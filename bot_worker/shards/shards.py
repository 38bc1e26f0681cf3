"""Runs this worker's part of the bot's shards."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from typing import Final

from bot_worker.client import Bot
from bot_worker.discord_session import stay_connected
from bot_worker.pipeline.backoff import Backoff
from bot_worker.shards.advice import DiscordAwayError, GatewayAdvice, ask_discord
from bot_worker.shards.agreement import Agreement
from bot_worker.shards.fleet import Fleet
from bot_worker.shards.keeper import Keeper
from bot_worker.shards.layout import LayoutTable
from bot_worker.shards.lease_table import LeaseTable
from bot_worker.shards.model import LeaseTiming, Start
from bot_worker.shards.partition import Partition
from bot_worker.shards.policy import LeasePolicy
from bot_worker.shards.turn_table import TurnTable
from bot_worker.shards.turns import SharedTurns
from shared.adapters.dynamodb import dynamodb_client
from shared.config.processes import BotConfig

log = logging.getLogger(__name__)

READ_TIMEOUT_SECONDS: Final = 1.5  # a heartbeat that hangs must not cost the trust in all leases
ATTEMPTS: Final = 2
_INSTANCE_BYTES: Final = 8


class Shards:
    """`make_bot` makes the bot of a shard that is about to start; `doubt` is told when a shard is no longer certain.

    `heard_at` says until when Discord was heard on a shard, of so many: it is asked with both numbers.
    """

    def __init__(
        self,
        config: BotConfig,
        *,
        worker_id: str,
        timing: LeaseTiming,
        make_bot: Callable[[Start, int], Bot],
        changed: Callable[[], None],
        doubt: Callable[[], None],
        heard_at: Callable[[int, int], int | None],
        now_ms: Callable[[], int],
        make_backoff: Callable[[], Backoff],
    ) -> None:
        self._config = config
        client = dynamodb_client(config.aws, read_timeout_seconds=READ_TIMEOUT_SECONDS, attempts=ATTEMPTS)
        self._partition = Partition(client, config.aws, config.bot_id)
        self._worker_id = worker_id
        self._timing = timing
        self._told_changed = changed
        self._doubt = doubt
        self._now_ms = now_ms
        self._make_backoff = make_backoff
        self._keeper: Keeper | None = None
        self._turns = SharedTurns(TurnTable(self._partition), self._ask, now_ms=now_ms, seconds=timing.identify)
        self.fleet = Fleet(make_bot, self._stay_connected, changed=self._changed, heard_at=heard_at)

    def is_certain(self, shard_id: int) -> bool:
        """Whether nobody else can be bringing this shard's events."""
        return self._keeper is not None and self._keeper.is_certain(shard_id)

    def check_trust(self) -> None:
        """Doubt now, if we have to."""
        if self._keeper is not None:
            self._keeper.check_trust()

    async def run(self) -> None:
        """Share the shards with the bot's other workers until cancelled; then give ours up at once."""
        self._keeper = keeper = await self._join(await self._until_advised())
        try:
            await self.fleet.run(keeper.run)
        finally:
            await keeper.leave()

    async def _join(self, advice: GatewayAdvice) -> Keeper:
        agreement = Agreement(
            LayoutTable(self._partition),
            LeaseTable(self._partition, 0),
            self._timing,
            worker_id=self._worker_id,
            now=now,
            now_ms=self._now_ms,
        )
        agreed = await agreement.reach(self._config.shard_count, advice.shards)
        shard_count, earlier = agreed.shard_count, agreed.earlier
        heard_before = earlier.running if earlier is not None and earlier.shard_count == shard_count else {}
        self.fleet.shard_count = shard_count
        log.info("shards.joined", extra={"worker_id": self._worker_id, "shards": shard_count})
        return Keeper(
            LeaseTable(self._partition, shard_count),
            LeasePolicy(self._worker_id, shard_count, self._timing, heard_before),
            self.fleet,
            worker_id=self._worker_id,
            instance=secrets.token_hex(_INSTANCE_BYTES),
            shard_count=shard_count,
            timing=self._timing,
            now=now,
            now_ms=self._now_ms,
            doubt=self._doubt,
        )

    def _changed(self) -> None:
        if self._keeper is not None:
            for shard_id in self.fleet.shard_ids:
                self._keeper.note_ready(shard_id)
        self._told_changed()

    async def _stay_connected(self, bot: Bot) -> None:
        config = self._config
        await stay_connected(bot, config.discord_token, config.bot_id, self._turns, self._make_backoff())

    async def _until_advised(self) -> GatewayAdvice:
        backoff = self._make_backoff()
        while True:
            try:
                return await self._ask()
            except DiscordAwayError as error:
                log.warning("discord.cannot_connect", extra={"reason": type(error.__cause__).__name__})
                await asyncio.sleep(backoff.next_seconds())

    async def _ask(self) -> GatewayAdvice:
        return await ask_discord(self._config.discord_api_url, self._config.discord_token)


def now() -> float:
    """Return a steady clock's seconds, which go on while the machine sleeps."""
    return time.clock_gettime(_CLOCK)


_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # only Linux has the former
