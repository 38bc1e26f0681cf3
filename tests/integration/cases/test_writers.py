"""A hundred writers at once, in several processes of which some die: no number is missing, and none is there twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.environment import Environment
from shared.config.sections import read_aws
from shared.features.cases.table import CaseTable
from shared.features.cases.verification import Finding
from shared.features.cases.verifier import Verifier
from shared.kernel.snowflakes import Snowflake
from tests.fakes.cases import NoAnchors

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def guild_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(6)) + 1)


@pytest.fixture
def table(aws_env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> CaseTable:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, aws_env[name])
    aws = read_aws(Environment(aws_env))
    return CaseTable(dynamodb_client(aws), aws)


def a_writer(
    env: Mapping[str, str], guild_id: int, *, writers: int, cases_each: int, name: str
) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.integration.cases.a_writer",
        str(guild_id),
        str(writers),
        str(cases_each),
        name,
    ]
    variables = {**os.environ, **env, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)


def findings(table: CaseTable, guild_id: Snowflake) -> list[Finding]:
    verifier, cursor, found = Verifier(table, NoAnchors()), None, list[Finding]()
    while True:
        page = verifier.page(guild_id, cursor)
        found += page.findings
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_a_hundred_writers_leave_no_gap_and_no_double(
    table: CaseTable, aws_env: Mapping[str, str], guild_id: Snowflake
) -> None:
    processes = [a_writer(aws_env, guild_id, writers=25, cases_each=1, name=f"p{each}") for each in range(4)]

    outputs = [process.communicate(timeout=100)[0] for process in processes]

    assert [process.returncode for process in processes] == [0] * 4
    assert sorted(int(number) for output in outputs for number in output.split()) == list(range(1, 101))
    assert table.head(guild_id).number == 100
    assert findings(table, guild_id) == []


def test_writers_that_are_killed_leave_nothing_by_halves(
    table: CaseTable, aws_env: Mapping[str, str], guild_id: Snowflake
) -> None:
    doomed = [a_writer(aws_env, guild_id, writers=4, cases_each=500, name=f"d{each}") for each in range(2)]
    while table.head(guild_id).number < 20:
        time.sleep(0.05)

    for process in doomed:
        time.sleep(random.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
    told = [int(number) for process in doomed for number in process.communicate(timeout=10)[0].split()]

    head = table.head(guild_id)
    assert set(told) <= set(range(1, head.number + 1))
    assert len(set(told)) == len(told)
    assert [case.number for case in table.cases(guild_id, range(1, head.number + 1))] == list(range(1, head.number + 1))
    assert findings(table, guild_id) == []
