"""discord.js' own client on the simulator."""

from typing import Any

import pytest

from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.discord_sim.discordjs.node import running


def newcomers(sim: SimulatorProcess, guild_id: str, count: int) -> list[str]:
    joined = [sim.control("POST", f"/guilds/{guild_id}/members") for _ in range(count)]
    return [str(each["user"]["id"]) for each in joined]


async def test_it_logs_in_gets_every_member_and_hears_people_talk(sim: SimulatorProcess) -> None:
    guild = sim.guild()
    async with running(sim) as driver:
        fetched = await driver.do("members", guild=guild["id"])
        sim.say(sim.channel(guild["id"]), "été ☀️", sim.person("chidi"))
        heard = await driver.hears("messageCreate")

    assert fetched["count"] == sim.guild()["member_count"] > 2_500
    assert (heard["content"], heard["author"]) == ("été ☀️", sim.person("chidi"))


async def test_it_moderates(sim: SimulatorProcess) -> None:
    guild = sim.guild()
    helper = next(each["id"] for each in guild["roles"] if each["name"] == "Helper")
    silenced, kicked, banned = newcomers(sim, guild["id"], 3)
    async with running(sim) as driver:
        assert "done" in await driver.do("timeout", guild=guild["id"], user=silenced, reason="calme ☕")
        assert (await driver.hears("guildMemberUpdate", user=silenced))["silenced"] is True
        assert (await driver.hears("guildAuditLogEntryCreate", target=silenced))["reason"] == "calme ☕"
        assert "done" in await driver.do("role", guild=guild["id"], user=silenced, role=helper)
        assert helper in (await driver.hears("guildMemberUpdate", user=silenced))["roles"]
        assert "done" in await driver.do("kick", guild=guild["id"], user=kicked, reason="bye")
        assert await driver.hears("guildMemberRemove", user=kicked)
        assert "done" in await driver.do("ban", guild=guild["id"], user=banned, reason="spam")
        assert await driver.hears("guildBanAdd", user=banned)
        refused = await driver.do("kick", guild=guild["id"], user=sim.person("bruno"), reason="no")

    assert refused["code"] == 50013


@pytest.mark.parametrize(
    ("lever", "aim", "event"),
    [
        ("reconnect", {}, "shardResume"),
        ("invalidate", {"resumable": True}, "shardResume"),
        ("close", {"code": 4000}, "shardResume"),
        ("drop", {}, "shardResume"),
        ("invalidate", {"resumable": False}, "shardReady"),
    ],
)
async def test_it_comes_back(sim: SimulatorProcess, lever: str, aim: dict[str, Any], event: str) -> None:
    guild_id = sim.guild()["id"]
    async with running(sim) as driver:
        await driver.hears("shardReady")

        sim.control("POST", f"/gateway/{lever}", **aim)
        await driver.hears(event)
        sim.say(sim.channel(guild_id), "welcome back")

        assert await driver.hears("messageCreate", content="welcome back")
