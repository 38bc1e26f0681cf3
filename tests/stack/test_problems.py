"""What cannot work is said in one clear line, with a non-zero exit."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.layout import ROOT
from tests.fixtures.running_stack import RunningStack, free_ports, launch

pytestmark = pytest.mark.stack


def test_a_port_in_use_is_named_with_who_uses_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]

        stack = launch(tmp_path, {**free_ports(), "GUILDHALL_API_PORT": str(number)})
        code = stack.process.wait(60)

    assert code == 1
    assert f"Port {number} (HTTP API) is in use by" in stack.output
    assert f"(process {os.getpid()})" in stack.output
    assert "GUILDHALL_API_PORT=" in stack.output
    assert "Traceback" not in stack.output


def test_a_second_run_says_that_it_runs_already(stack: RunningStack) -> None:
    second = launch(stack.home.path.parent, free_ports())

    assert second.process.wait(60) == 1
    assert f"Guildhall is running already at {stack.site_url}" in second.output


def test_a_part_that_cannot_start_is_named_with_its_last_words(tmp_path: Path) -> None:
    stack = launch(tmp_path, {**free_ports(), "JWT_ACCESS_EXPIRATION": "soon"})

    assert stack.process.wait(60) == 1
    assert "HTTP API ended at once" in stack.output
    assert "JWT_ACCESS_EXPIRATION is not a duration" in stack.output
    assert "local AWS stopped" in stack.output


def test_half_of_the_discord_credentials_is_a_mistake(tmp_path: Path) -> None:
    stack = launch(tmp_path, {**free_ports(), "DISCORD_CLIENT_ID": "1"})

    assert stack.process.wait(60) == 1
    assert "DISCORD_CLIENT_ID set without DISCORD_CLIENT_SECRET, DISCORD_BOT_TOKEN" in stack.output


def test_stop_and_reset_without_a_running_stack_say_so(tmp_path: Path) -> None:
    env = {**os.environ, "GUILDHALL_HOME": str(tmp_path)}

    answers = [
        subprocess.run(
            [sys.executable, "-m", "infra.local", command], cwd=ROOT, env=env, capture_output=True, text=True
        )
        for command in ("stop", "reset")
    ]

    assert [answer.returncode for answer in answers] == [0, 0]
    assert "not running" in answers[0].stdout
    assert "no local data" in answers[1].stdout
