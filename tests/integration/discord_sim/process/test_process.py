"""The simulator as a program: starting, stopping, coming back."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.fixtures.discord_sim import simulator

COMMAND = [sys.executable, "-m", "infra.discord_sim"]


def test_ten_thousand_members_are_served_within_three_seconds(tmp_path: Path) -> None:
    started = time.monotonic()

    with simulator(tmp_path, "--members", "10000") as sim:
        health = requests.get(f"{sim.base_url}/healthz", timeout=5).json()
        seconds = time.monotonic() - started

        assert health["status"] == "ok"
        assert sim.guild()["member_count"] == 10_001
    assert seconds < 3.0


def test_it_stops_on_sigterm_and_says_so_without_a_secret(tmp_path: Path) -> None:
    with simulator(tmp_path, "--seed", "5") as sim:
        sim.say(sim.channel(sim.guild()["id"]), "nobody should log this")

    log = (tmp_path / "discord_sim.log").read_text()
    assert '"event": "simulator.stopped"' in log
    assert "nobody should log this" not in log
    assert sim.bot_token not in log
    assert sim.client_secret not in log


def test_sigint_stops_it_as_well(tmp_path: Path) -> None:
    process = subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        process.stdout.readline()

        process.send_signal(signal.SIGINT)

        assert process.wait(10) == 0


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, text=True, timeout=20)

    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines() == [
        f"Port {port} of 127.0.0.1 is in use: stop what uses it or take another with --port."
    ]


def test_the_world_survives_a_restart(tmp_path: Path) -> None:
    flags = ("--state", str(tmp_path / "state" / "world"), "--members", "30")
    with simulator(tmp_path, *flags) as sim:
        guild_id = sim.guild()["id"]
        channel_id = sim.channel(guild_id)
        sim.control("PATCH", f"/guilds/{guild_id}", name="A new name")
        message_id = sim.say(channel_id, "remember me")["id"]
        sim.control("POST", "/time", seconds=3_600)
        now = sim.world()["now"]

    with simulator(tmp_path, *flags) as sim:
        answer = requests.get(
            f"{sim.api_url}/channels/{channel_id}/messages/{message_id}",
            headers={"Authorization": f"Bot {sim.bot_token}"},
            timeout=5,
        )

        assert sim.guild()["name"] == "A new name"
        assert answer.json()["content"] == "remember me"
        assert sim.world()["now"] > now


def test_without_a_state_file_the_seed_alone_gives_the_same_ids(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        with simulator(tmp_path, "--seed", "9", "--members", "30") as sim:
            world = sim.world()
            seen.append(([each["id"] for each in world["guilds"]], world["people"], sim.bot_token))

    assert seen[0] == seen[1]
