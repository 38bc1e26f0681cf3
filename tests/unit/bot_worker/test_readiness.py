"""How long a shard waits for another of its guilds."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot_worker.client import Bot
from bot_worker.readiness import PromptState


@pytest.fixture
async def state() -> PromptState:
    """Of a session that has had READY, with one guild that is still to come."""
    bot = Bot(0, 1, capture=lambda _: None, clock=lambda: datetime.now(UTC))
    state = bot._connection
    assert isinstance(state, PromptState)
    state._ready_state = asyncio.Queue()
    state._add_guild_from_data({"id": "1", "unavailable": True})  # type: ignore[typeddict-item] # as READY has it
    return state


async def test_a_guild_that_has_not_come_is_waited_for(state: PromptState) -> None:
    assert state.guild_ready_timeout == 2.0


async def test_a_guild_that_was_not_looked_at_yet_is_waited_for(state: PromptState) -> None:
    (guild,) = state.guilds
    guild.unavailable = False
    state._ready_state.put_nowait(guild)

    assert state.guild_ready_timeout == 2.0


async def test_once_all_guilds_are_there_nothing_is_waited_for(state: PromptState) -> None:
    (guild,) = state.guilds
    guild.unavailable = False

    assert state.guild_ready_timeout == 0.0
