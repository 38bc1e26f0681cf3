"""Discord's limits as a user meets them; this user is nobody else's, because the limits are per user."""

from collections import deque

import pytest

from shared.adapters.discord_oauth import DiscordOAuth
from shared.adapters.discord_rest import DiscordRest
from shared.config.sections import DiscordConfig
from shared.kernel.errors import DiscordUnavailableError
from tests.fakes.clock import FakeClock
from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.api.conftest import VERIFIER


@pytest.fixture
def user_id(discord_sim: SimulatorProcess) -> str:
    return str(discord_sim.world()["people"][-2]["id"])


def test_a_long_pause_is_told_and_a_short_one_is_waited_for(
    discord: DiscordConfig, clock: FakeClock, code: str
) -> None:
    token = DiscordOAuth(discord, clock).exchange(code, VERIFIER).access_token
    waited: list[float] = []
    rest = DiscordRest(discord.api_url, sleep=waited.append)

    with pytest.raises(DiscordUnavailableError) as caught:
        deque((rest.list_guilds(token) for _ in range(10)), maxlen=0)

    assert caught.value.retry_after_seconds is not None
    assert 0 < caught.value.retry_after_seconds < 60
    assert all(pause <= 2 for pause in waited)
