"""One script of administration, done by our client and by discord.js: the worlds that it leaves are the same."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fixtures.discord_sim import SimulatorProcess
from tests.integration.adapters.discord.beside_discordjs.ours import ACTOR, Ours
from tests.integration.adapters.discord.beside_discordjs.script import SCRIPT, resolved
from tests.integration.adapters.discord.beside_discordjs.worlds import fresh_world, normalised
from tests.integration.discord_sim.discordjs.node import driven

DRIVER = Path(__file__).parent / "beside_discordjs" / "administer.cjs"
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
Do = Callable[[str, dict[str, Any], str], Awaitable[str | int]]


def inhabited(sim: SimulatorProcess) -> dict[str, str]:
    """Let the people of the script come in and talk; return the ids of everybody and everything that it names."""
    guild = sim.guild()
    general, roles = sim.channel(guild["id"]), {role["name"]: str(role["id"]) for role in guild["roles"]}
    joined = [sim.control("POST", f"/guilds/{guild['id']}/members")["user"]["id"] for _ in range(6)]
    anna, ben, cleo, dora, emil, fay = map(str, joined)
    said = [sim.say(general, f"words {number}", anna)["id"] for number in range(3)]
    people = {"anna": anna, "ben": ben, "cleo": cleo, "dora": dora, "emil": emil, "fay": fay}
    return people | {
        "guild": str(guild["id"]),
        "owner": str(guild["owner_id"]),
        "general": general,
        "admin": roles["Admin"],
        "tomorrow": TOMORROW,
        **{f"said_{number}": str(message_id) for number, message_id in enumerate(said, start=1)},
    }


async def carried_out(do: Do, ids: Mapping[str, str]) -> list[tuple[str, int]]:
    """Act the script; return what Discord refused, with its codes."""
    known, refusals = dict(ids), list[tuple[str, int]]()
    for deed in SCRIPT:
        answer = await do(deed.call, resolved(deed.given, known), deed.reason)
        if isinstance(answer, int):
            refusals.append((deed.call, answer))
        elif deed.makes:
            known[deed.makes] = answer
    return refusals


async def by_us(folder: Path) -> tuple[list[tuple[str, int]], Path]:
    with fresh_world(folder) as (sim, state):
        ids = inhabited(sim)
        ours = Ours(sim, int(ids["guild"]))
        return await carried_out(lambda *deed: asyncio.to_thread(ours.do, *deed), ids), state


async def by_discordjs(folder: Path) -> tuple[list[tuple[str, int]], Path]:
    with fresh_world(folder) as (sim, state):
        ids = inhabited(sim)
        async with driven(sim, DRIVER) as driver:

            async def do(call: str, given: dict[str, Any], reason: str) -> str | int:
                answer = await driver.do(call, given=given, reason=f"{ACTOR}: {reason}" if reason else "")
                made_or_code: str | int = answer["made"] if "made" in answer else answer["code"]
                assert made_or_code is not None, answer
                return made_or_code

            logged_in = await driver.do("login", given={"token": sim.bot_token, "guild_id": ids["guild"]})
            assert "done" in logged_in, logged_in
            return await carried_out(do, ids), state


async def test_the_same_calls_leave_the_same_world_and_the_same_audit_log(tmp_path: Path) -> None:
    with fresh_world(tmp_path / "untouched") as (_, untouched):
        pass

    our_refusals, our_state = await by_us(tmp_path / "ours")
    their_refusals, their_state = await by_discordjs(tmp_path / "discordjs")

    ours, theirs = (normalised(state, untouched, TOMORROW) for state in (our_state, their_state))
    our_log, their_log = (world["guilds"][0].pop("audit_log") for world in (ours, theirs))
    assert our_refusals == their_refusals
    assert our_log == their_log
    assert ours == theirs
    assert len(our_log) > 50
    assert [call for call, _ in our_refusals] == ["edit_role", "time_out", "kick", "ban", "unban", "delete_message"]
