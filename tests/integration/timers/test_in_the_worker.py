"""The worker itself lifts what is due in its guilds, and gives roles again to who comes back, heard or not."""

from collections.abc import Mapping
from pathlib import Path

from shared.features.cases.model import CaseKind
from shared.features.timers.model import TimerKind
from shared.kernel.snowflakes import Snowflake
from tests.fixtures.strict_gateway import StrictGateway, strict_gateway
from tests.integration.bot_worker.a_worker import environment, worker
from tests.integration.timers.clockwork import Clockwork, until
from tests.integration.timers.test_at_discord import held, role

__all__ = ["strict_gateway"]


async def test_a_worker_lifts_bans_and_gives_roles_again(
    tmp_path: Path, clockwork: Clockwork, strict_gateway: StrictGateway, aws_env: Mapping[str, str]
) -> None:
    regular = role(clockwork, "Regular")
    banned, unheard, heard = (clockwork.stranger() for _ in range(3))
    clockwork.ban_for_an_hour(banned)
    clockwork.skip(hours=2)
    for user_id in (unheard, heard):
        _mute(clockwork, user_id, regular)
    _leave_and_come_back(clockwork, unheard)
    variables = environment(
        tmp_path, clockwork.discord, strict_gateway.url, REDIS_URL=clockwork.variables["REDIS_URL"], **aws_env
    )

    async with worker(variables) as process:
        await process.until_logged("timer.given_again", seconds=40)
        await process.until_logged("timer.ended", seconds=40)
        assert held(clockwork, unheard) == [str(regular)]
        assert not clockwork.is_banned(banned)
        _leave_and_come_back(clockwork, heard)
        until(lambda: held(clockwork, heard) == [str(regular)])
        assert await process.stop() == 0

    assert clockwork.runs_for(banned) == []


def _mute(clockwork: Clockwork, user_id: Snowflake, role_id: Snowflake) -> None:
    number = clockwork.case(CaseKind.ROLES_GIVE)
    clockwork.ask("PUT", f"/members/{user_id}/roles/{role_id}")
    clockwork.set(TimerKind.ROLE_GIVEN, user_id, role_id, number)


def _leave_and_come_back(clockwork: Clockwork, user_id: Snowflake) -> None:
    clockwork.discord.control("DELETE", f"/guilds/{clockwork.guild_id}/members/{user_id}")
    clockwork.skip(seconds=1)
    clockwork.discord.control("POST", f"/guilds/{clockwork.guild_id}/members", user_id=str(user_id))
