"""Discord's permission to act for a user: refreshed once among all processes, and its end is the end of the login."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import requests

from infra.local.layout import ROOT
from shared.adapters.discord_payloads import Grant
from shared.adapters.encryption import Encryption
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.logins.grants import seal_grant
from shared.features.logins.table import UserTable
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake
from tests.integration.api.browser import Browser

PROCESSES = 4
THREADS = 4
ASK = f"""
import os
from concurrent.futures import ThreadPoolExecutor
from chalicelib.services import Services
from shared.kernel.snowflakes import Snowflake

grants = Services(os.environ)._access_wiring.grants
user_id = Snowflake(int(os.environ["ASK_FOR"]))
input()
with ThreadPoolExecutor({THREADS}) as pool:
    print(*pool.map(grants.access_token_of, [user_id] * {THREADS}))
"""


class Vault:
    """The user's grant, as the API keeps it."""

    def __init__(self, variables: Mapping[str, str], user_id: str) -> None:
        self.user_id = Snowflake(int(user_id))
        self._users = UserTable(read_aws(Environment(variables)))
        self._seals = Encryption(bytes.fromhex(variables["ENCRYPTION_KEY"]))

    def read(self) -> Grant:
        sealed = self._users.load(self.user_id).sealed_grant
        return json.Decoder(Grant).decode(self._seals.open(sealed, str(self.user_id)))

    def write(self, grant: Grant) -> None:
        self._users.renew_grant(self.user_id, seal_grant(self._seals, self.user_id, grant))


@pytest.fixture
def vault(
    api_variables: Mapping[str, str], browser_at: Browser, user_id: str, monkeypatch: pytest.MonkeyPatch
) -> Vault:
    """Of a user who is logged in."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, api_variables[name])
    browser_at.log_in(user_id)
    return Vault(api_variables, user_id)


def test_however_many_processes_ask_at_once_the_grant_is_refreshed_once(
    vault: Vault, api_variables: Mapping[str, str]
) -> None:
    """Discord's refresh tokens are good once: a second refresh would be refused, and the user logged out."""
    before = vault.read()
    vault.write(msgspec.structs.replace(before, expires_at=datetime.now(UTC) + timedelta(minutes=1)))
    path = f"{ROOT}:{ROOT / 'api'}"
    env = {**api_variables, "PYTHONPATH": path, "ASK_FOR": str(vault.user_id)}
    asking = [
        subprocess.Popen([sys.executable, "-c", ASK], env=env, stdin=-1, stdout=-1, stderr=-1, text=True)
        for _ in range(PROCESSES)
    ]

    answers = [process.communicate("go\n", timeout=60) for process in asking]

    assert [process.returncode for process in asking] == [0] * PROCESSES, answers
    tokens = {token for output, _ in answers for token in output.split()}
    assert tokens == {vault.read().access_token}
    assert before.access_token not in tokens


def test_a_grant_that_the_user_took_back_ends_the_login_and_says_why(
    vault: Vault, browser_at: Browser, api_variables: Mapping[str, str]
) -> None:
    answer = requests.post(
        f"{api_variables['DISCORD_API_URL']}/oauth2/token/revoke",
        data={"token": vault.read().refresh_token},
        auth=(api_variables["DISCORD_CLIENT_ID"], api_variables["DISCORD_CLIENT_SECRET"]),
        timeout=10,
    )
    assert answer.ok

    told = browser_at.api("GET", "/api/guilds")

    assert (told.status_code, told.json()["code"]) == (401, "discord_grant_revoked")
    assert "log in again" in told.json()["message"]
    assert browser_at.api("GET", "/api/auth/me").json()["code"] == "login_ended"
    assert browser_at.refresh().json()["code"] == "refresh_rejected"
