"""The bots of a worker, and which of them has a guild."""

import asyncio
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot_worker.client import Bot
from bot_worker.shards.fleet import Fleet
from bot_worker.shards.model import Start
from shared.kernel.errors import NotFoundError

IN_SHARD_1 = 1 << 22
Listener = Callable[[], Coroutine[None, None, None]]


class QuietBot:
    """A bot that is ready when it is told."""

    is_connected = True
    latency_ms = 5
    user = None

    def __init__(self, shard_id: int) -> None:
        self.shard_id = shard_id
        self.guilds = {IN_SHARD_1: SimpleNamespace(id=IN_SHARD_1, unavailable=False)}
        self.guild_count = len(self.guilds)
        self.become_ready: Listener

    def add_listener(self, listener: Listener) -> None:
        self.become_ready = listener

    def get_guild(self, guild_id: int) -> Any:
        return self.guilds.get(guild_id)


class AFleet:
    def __init__(self) -> None:
        self.changes = 0
        self.ended: list[int] = []
        self.fleet = Fleet(self._make, self._live, changed=self._changed, heard_at=lambda shard, of: 1_000 * of + shard)
        self.fleet.shard_count = 2

    def _make(self, start: Start, _: int) -> Bot:
        return cast("Bot", QuietBot(start.shard_id))

    async def _live(self, bot: Bot) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.append(bot.shard_id)

    def _changed(self) -> None:
        self.changes += 1


async def test_a_shard_is_ours_from_its_readiness_until_it_is_stopped() -> None:
    a_fleet = AFleet()
    fleet = a_fleet.fleet

    async def decide() -> None:
        fleet.start(Start(shard_id=1))
        await asyncio.sleep(0)
        assert (fleet.shard_ids, len(fleet.bots)) == ([], 1)
        with pytest.raises(NotFoundError):
            fleet.bot_of(IN_SHARD_1)
        assert fleet.heard_at(1) is None

        await cast("Any", fleet.bots[0]).become_ready()
        assert (fleet.shard_ids, fleet.bot_of(IN_SHARD_1).shard_id, fleet.guild(IN_SHARD_1).id) == ([1], 1, IN_SHARD_1)
        assert fleet.heard_at(1) == 2_001
        for stranger in (IN_SHARD_1 * 2, IN_SHARD_1 * 3):
            with pytest.raises(NotFoundError):
                fleet.guild(stranger)

        await fleet.stop(1)

    await fleet.run(decide)

    assert (a_fleet.ended, a_fleet.changes) == ([1], 2)
    assert (fleet.shard_ids, list(fleet.bots), fleet.guild_count, fleet.latency_ms) == ([], [], 0, None)


def test_without_shards_a_worker_is_connected_only_if_others_run_them_all() -> None:
    fleet = AFleet().fleet

    assert not fleet.is_connected
    fleet.is_spare = True
    assert fleet.is_connected
