"""The control API: who may use it, and what it does."""

from typing import Any

import pytest
import requests

from tests.fixtures.discord_sim import SimulatorProcess


def test_a_page_in_a_browser_cannot_use_it(discord_sim: SimulatorProcess) -> None:
    url = f"{discord_sim.control_url}/gateway/drop"

    as_a_form = requests.post(url, data={"x": "y"}, timeout=5)
    rebound = requests.post(url, json={}, headers={"Host": "attacker.example"}, timeout=5)
    as_a_program = requests.post(url, json={}, timeout=5)

    assert (as_a_form.status_code, rebound.status_code, as_a_program.status_code) == (403, 403, 200)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/channels/1/messages", {"content": "x", "user_id": "1"}, 404),
        ("POST", "/guilds/1/raid", {}, 404),
        ("POST", "/time", {"seconds": "soon"}, 400),
        ("PUT", "/faults", {"rest_429": "many"}, 400),
        ("POST", "/nothing", {}, 404),
    ],
)
def test_what_makes_no_sense_is_refused(
    discord_sim: SimulatorProcess, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    answer = requests.request(method, f"{discord_sim.control_url}{path}", json=body, timeout=5)

    assert answer.status_code == status


def test_messages_are_sent_corrected_and_deleted(discord_sim: SimulatorProcess) -> None:
    channel_id = discord_sim.channel(discord_sim.guild()["id"])
    dana = discord_sim.person("dana")

    sent = discord_sim.say(channel_id, "teh", dana)
    edited = discord_sim.control("PATCH", f"/channels/{channel_id}/messages/{sent['id']}", content="the")
    discord_sim.control("DELETE", f"/channels/{channel_id}/messages/{sent['id']}", user_id=dana)
    gone = requests.delete(
        f"{discord_sim.control_url}/channels/{channel_id}/messages/{sent['id']}", json={"user_id": dana}, timeout=5
    )

    assert (edited["content"], edited["author"]["id"]) == ("the", dana)
    assert gone.status_code == 404


def test_people_moderate_each_other(discord_sim: SimulatorProcess) -> None:
    guild_id, chidi = discord_sim.guild()["id"], discord_sim.person("chidi")
    newcomer = discord_sim.control("POST", f"/guilds/{guild_id}/members")["user"]["id"]
    path = f"/guilds/{guild_id}/members/{newcomer}"

    discord_sim.control("POST", f"{path}/update", actor_id=chidi, timeout_seconds=60, reason="calm")
    discord_sim.control("POST", f"{path}/ban", actor_id=chidi, reason="spam")
    answer = requests.get(
        f"{discord_sim.api_url}/guilds/{guild_id}/audit-logs",
        params={"limit": "2"},
        headers={"Authorization": f"Bot {discord_sim.bot_token}"},
        timeout=5,
    )

    entries = answer.json()["audit_log_entries"]
    assert [(one["action_type"], one["user_id"], one["reason"]) for one in entries] == [
        (22, chidi, "spam"),
        (24, chidi, "calm"),
    ]


def test_a_raid_fills_the_guild(discord_sim: SimulatorProcess) -> None:
    guild = discord_sim.guild(number=1)
    raiders = discord_sim.control("POST", f"/guilds/{guild['id']}/raid", size=15, seconds=5)["user_ids"]

    discord_sim.control("POST", "/time", seconds=30, lively=True)

    assert len(raiders) == 15
    assert discord_sim.guild(number=1)["member_count"] == guild["member_count"] + 15


def test_a_guild_is_founded_given_away_and_deleted(discord_sim: SimulatorProcess) -> None:
    ada, dana = discord_sim.person("ada"), discord_sim.person("dana")

    founded = discord_sim.control("POST", "/guilds", name="Fresh", owner_id=ada)
    path = f"/guilds/{founded['id']}"
    discord_sim.control("POST", f"{path}/members", user_id=dana)
    given = discord_sim.control("PATCH", path, owner_id=dana)
    discord_sim.control("DELETE", path)

    assert (founded["owner_id"], given["owner_id"]) == (ada, dana)
    assert founded["id"] not in {each["id"] for each in discord_sim.world()["guilds"]}


def test_talk_begins_and_ends_on_request(discord_sim: SimulatorProcess) -> None:
    assert discord_sim.control("PUT", "/rate", messages_per_minute=30) == {"messages_per_minute": 30.0}
    assert discord_sim.control("PUT", "/rate", messages_per_minute=0) == {"messages_per_minute": 0.0}
