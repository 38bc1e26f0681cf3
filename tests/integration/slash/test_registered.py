"""Discord has our commands, whichever worker said so first."""

from collections.abc import Mapping
from pathlib import Path

from bot_worker.slash.definitions import COMMANDS, MENUS
from tests.fixtures.discord_sim import simulator
from tests.integration.slash.moderators import Hall, a_worker


def test_commands_are_overwritten_once_however_many_workers_come(
    tmp_path: Path, aws_env: Mapping[str, str], redis_url: str
) -> None:
    seen = []
    with simulator(tmp_path, "--guilds", "2", "--members", "20", "--seed", "4712") as discord:
        for _ in range(2):
            with a_worker(tmp_path, discord, aws_env, redis_url) as process:
                seen.append(discord.control("GET", "/commands"))
                process.kill()

    assert [each["overwrites"] for each in seen] == [1, 1]
    assert len(seen[0]["commands"]) == len(COMMANDS) + len(MENUS)
    assert seen[0]["commands"] == seen[1]["commands"]


def test_what_nobody_can_read_ends_no_connection(hall: Hall) -> None:
    broken = [{}, {"id": "1", "type": 2, "data": 7}, {"id": "1", "application_id": "1", "type": 2, "token": "x"}]
    for data in broken:
        hall.discord.control("POST", "/gateway/events", name="INTERACTION_CREATE", data=data, guild_id=str(hall.id))

    answer = hall.uses("case view", number=999)

    assert answer.text == "Il n’y a pas de dossier 999."
    assert answer.flags == 64
