"""Everything that a moderator may want to know of happens once at Discord, and is told once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from shared.features.events.rules.shapes import WITHIN_A_GUILD
from shared.features.events.rules.validation import sort_out
from shared.kernel import json
from shared.kernel.events import EventType
from shared.kernel.snowflakes import Snowflake
from tests.fixtures.discord_sim import SimulatorProcess, simulator
from tests.fixtures.strict_gateway import StrictGateway, decoded
from tests.integration.bot_worker.a_worker import environment, worker

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with simulator(tmp_path_factory.mktemp("discord"), "--guilds", "2", "--members", "40") as started:
        yield started


class Bot:
    """What the bot itself does, by Discord's REST API."""

    def __init__(self, discord: SimulatorProcess) -> None:
        self._url = discord.api_url
        self._headers = {"Authorization": f"Bot {discord.bot_token}", "X-Audit-Log-Reason": "because"}

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        answer = requests.request(method, f"{self._url}{path}", json=body, headers=self._headers, timeout=10)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def people_come_and_go(discord: SimulatorProcess, guild_id: str) -> dict[str, str]:
    members = f"/guilds/{guild_id}/members"
    who = {name: discord.control("POST", members)["user"]["id"] for name in ("leaver", "kicked", "banned")}
    discord.control("POST", f"{members}/{who['leaver']}/update", nick="Adi")
    discord.control("DELETE", f"{members}/{who['leaver']}")
    discord.control("POST", f"{members}/{who['kicked']}/kick", reason="spam")
    discord.control("POST", f"{members}/{who['banned']}/ban", reason="raid")
    discord.control("POST", f"{members}/{who['banned']}/unban", reason="sorry")
    return who


def people_talk(discord: SimulatorProcess, bot: Bot, guild: Any, channel: str) -> None:
    ids = [discord.say(channel, f"message {number}")["id"] for number in range(4)]
    discord.control("PATCH", f"/channels/{channel}/messages/{ids[0]}", content="edited")
    bot("DELETE", f"/channels/{channel}/messages/{ids[0]}")
    bot("POST", f"/channels/{channel}/messages/bulk-delete", {"messages": ids[1:3]})
    voice = next(each["id"] for each in guild["channels"] if each["type"] == 2)
    seat = f"/guilds/{guild['id']}/members/{guild['owner_id']}/voice"
    discord.control("PUT", seat, channel_id=voice)
    discord.control("PUT", seat)


def the_guild_is_rebuilt(bot: Bot, guild_id: str) -> None:
    channel = bot("POST", f"/guilds/{guild_id}/channels", {"name": "ops", "type": 0})["id"]
    bot("PATCH", f"/channels/{channel}", {"topic": "About"})
    thread = bot("POST", f"/channels/{channel}/threads", {"name": "t", "type": 11})["id"]
    bot("PATCH", f"/channels/{thread}", {"archived": True})
    bot("DELETE", f"/channels/{thread}")
    invite = bot("POST", f"/channels/{channel}/invites", {"max_age": 60})["code"]
    bot("DELETE", f"/invites/{invite}")
    bot("POST", f"/channels/{channel}/webhooks", {"name": "hook"})
    bot("DELETE", f"/channels/{channel}")
    role = bot("POST", f"/guilds/{guild_id}/roles", {"name": "Helper"})["id"]
    bot("PATCH", f"/guilds/{guild_id}/roles/{role}", {"name": "Helpers"})
    bot("DELETE", f"/guilds/{guild_id}/roles/{role}")
    bot("POST", f"/guilds/{guild_id}/emojis", {"name": "dot", "image": PIXEL})


def automod_blocks(discord: SimulatorProcess, bot: Bot, guild_id: str, channel: str) -> None:
    rule = {
        "name": "words",
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {"keyword_filter": ["badword"]},
        "actions": [{"type": 1}],
        "enabled": True,
    }
    bot("POST", f"/guilds/{guild_id}/auto-moderation/rules", rule)
    newcomer = discord.control("POST", f"/guilds/{guild_id}/members")["user"]["id"]
    with pytest.raises(AssertionError, match="200000"):
        discord.say(channel, "a badword", newcomer)


def by_kind(gateway: StrictGateway, guild_id: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for event in gateway.events:
        if event.guild_id == int(guild_id):
            found.setdefault(event.type, []).append(decoded(event))
    return found


async def test_everything_that_happens_is_told_once_and_as_what_it_was(
    tmp_path: Path, discord: SimulatorProcess, strict_gateway: StrictGateway
) -> None:
    guild, bot = discord.guild(), Bot(discord)
    channel = discord.channel(guild["id"])
    async with worker(environment(tmp_path, discord, strict_gateway.url)) as process:
        await strict_gateway.until(lambda: any(event.type == "guild_sync" for event in strict_gateway.events))
        who = people_come_and_go(discord, guild["id"])
        people_talk(discord, bot, guild, channel)
        the_guild_is_rebuilt(bot, guild["id"])
        automod_blocks(discord, bot, guild["id"], channel)
        told: Callable[[], dict[str, Any]] = lambda: by_kind(strict_gateway, guild["id"])  # noqa: E731 - asked again and again
        rare = {EventType.OWNER_CHANGE}
        await strict_gateway.until(lambda: set(told()) >= set(WITHIN_A_GUILD) - rare)
        assert await process.stop() == 0

    assert [line for line in process.lines if line["level"] in {"error", "critical"}] == []
    assert len({event.id for event in strict_gateway.events}) == len(strict_gateway.events)
    sound = sort_out(json.encode(strict_gateway.events), Snowflake(int(discord.client_id)))
    assert (sound.received, sound.malformed) == (len(strict_gateway.events), [])
    causes = {one["user_id"]: one["cause"] for one in told()["member_remove"]}
    assert causes == {who["leaver"]: "left", who["kicked"]: "kicked", who["banned"]: "banned"}
    (ban,), (unban,) = told()["member_ban"], told()["member_unban"]
    assert (ban["moderator_id"], ban["reason"], unban["reason"]) == (guild["owner_id"], "raid", "sorry")
    assert told()["message_update"][0]["content"] == "edited"
    assert told()["automod_execution"][0]["matched_content"] == "badword"
    assert [one["channel"] is None for one in ({"channel": None, **each} for each in told()["voice_state_update"])] == [
        False,
        True,
    ]
