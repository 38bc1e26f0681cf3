"""`rotate-key` while everything runs: who is logged in notices nothing but a moment's pause."""

import os
import subprocess
import sys

import pytest

from infra.local.layout import ROOT
from infra.local.secret_values import read_variables
from tests.fixtures.running_stack import RunningStack, wait_for
from tests.integration.api.browser import Browser

pytestmark = pytest.mark.stack


def rotate_key(stack: RunningStack) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "GUILDHALL_HOME": str(stack.home.path), "GUILDHALL_ENV_FILE": os.devnull}
    command = [sys.executable, "-m", "infra.local", "rotate-key"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


def test_a_running_stack_goes_on_with_the_new_key_alone(stack: RunningStack) -> None:
    old = read_variables(stack.home.secrets)["ENCRYPTION_KEY"]
    with Browser(stack.site_url) as browser:
        browser.log_in(stack.discord.guild()["owner_id"])

        done = rotate_key(stack)

        assert done.returncode == 0, done.stdout + done.stderr
        assert "guildhall-users: " in done.stdout
        kept = read_variables(stack.home.secrets)
        assert "ENCRYPTION_KEY_PREVIOUS" not in kept
        assert kept["ENCRYPTION_KEY"] != old
        assert not {old, kept["ENCRYPTION_KEY"]} & set(done.stdout.split())
        wait_for(lambda: browser.api("GET", "/api/guilds").status_code == 200, 30, stack)
