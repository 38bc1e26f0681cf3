"""Answers through the door: one worker's, in time, and none that raises."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot_worker.slash import door as door_module
from bot_worker.slash.door import MOST_LETTERS, Door, Reply
from bot_worker.slash.payloads import Interaction, read_interaction
from infra.discord_sim.world import render
from infra.discord_sim.world.actions import interactions
from infra.discord_sim.world.actions.interaction_answers import InteractionType
from infra.discord_sim.world.actions.interactions import Use
from tests.integration.discord_sim.rest.served import Served, serve
from tests.unit.infra.discord_sim.worlds import BOT, CHANNEL, GUILD, MODERATOR


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serve() as started:
        yield started


@pytest.fixture
async def door(served: Served) -> AsyncIterator[Door]:
    async with aiohttp.ClientSession() as session:
        yield Door(session, served.api_url)


def used(served: Served) -> Interaction:
    use = Use(
        application_id=BOT,
        user_id=MODERATOR,
        type=InteractionType.APPLICATION_COMMAND,
        data={"id": "1", "name": "warn", "type": 1},
        guild_id=GUILD,
        channel_id=CHANNEL,
    )
    return read_interaction(render.interaction(served.world, interactions.start(served.world, use)))


async def test_of_two_workers_that_hear_a_command_one_answers(served: Served, door: Door) -> None:
    interaction = used(served)

    assert [await door.defer(interaction), await door.defer(interaction)] == [True, False]


async def test_what_comes_too_late_is_not_done(served: Served, door: Door) -> None:
    interaction = used(served)
    served.world.clock.advance(timedelta(seconds=4))

    assert not await door.defer(interaction)


async def test_an_answer_is_shown_cut_to_what_discord_takes_and_pings_nobody(served: Served, door: Door) -> None:
    interaction = used(served)
    await door.defer(interaction)

    await door.show(interaction, Reply(text=f"<@{MODERATOR}> " + "x" * 3_000))

    (message,) = served.world.messages[CHANNEL].values()
    assert (len(message.content), message.mention_ids) == (MOST_LETTERS, [])
    assert message.ephemeral_for == MODERATOR


@pytest.mark.parametrize("fault", ["rest_5xx", "rest_drop", "rest_429"])
async def test_one_fault_of_discords_is_got_over(served: Served, door: Door, fault: str) -> None:
    interaction = used(served)
    setattr(served.simulator.faults, fault, 1)
    served.simulator.faults.rest_429_retry_after = 0.05

    assert await door.defer(interaction)


async def test_where_discord_is_away_nothing_raises(
    served: Served, door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(door_module, "PAUSE_SECONDS", 0.01)
    interaction = used(served)
    served.simulator.faults.rest_drop = -1

    assert not await door.defer(interaction)
    assert interaction.token not in caplog.text
