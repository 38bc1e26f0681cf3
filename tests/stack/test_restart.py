"""What the stack remembers from one start to the next, and how it ends."""

import os
import re
import signal
import time
from pathlib import Path

import boto3
import pytest

from infra.local.supervision.processes import started_at
from tests.fixtures.running_stack import RunningStack, await_text, free_ports, launch, running_stack, wait_for

pytestmark = pytest.mark.stack

ITEM = {"guild_id": {"S": "1"}, "name": {"S": "Guildhall"}}


def test_a_guild_survives_a_restart_and_everything_stops_in_order(tmp_path: Path) -> None:
    with running_stack(tmp_path) as first:
        _guilds(first).put_item(TableName="guildhall-guilds", Item=ITEM)
        children = _children(first)
        code = first.stop()
    with running_stack(tmp_path) as second:
        found = _guilds(second).get_item(TableName="guildhall-guilds", Key={"guild_id": {"S": "1"}}).get("Item")
        seconds = re.search(r"Ready after (\d+) s", second.output)

    assert code == 0
    stopped = re.findall(r"^  (.+) stopped$", first.output, re.MULTILINE)
    assert stopped[0] == "bot worker"
    assert len(stopped) == len(children) == 7
    assert [pid for pid in children if started_at(pid)] == []
    assert found == ITEM
    assert seconds is not None
    print(f"second start: {seconds[1]} s")
    assert int(seconds[1]) < 30


def test_a_guild_survives_the_hard_death_of_the_local_aws(tmp_path: Path) -> None:
    with running_stack(tmp_path) as stack:
        _guilds(stack).put_item(TableName="guildhall-guilds", Item=ITEM)
        time.sleep(3)  # it saves about once a second

        os.kill(stack.pid_of("aws"), signal.SIGKILL)
        await_text(stack, "local AWS is back")

        found = _guilds(stack).get_item(TableName="guildhall-guilds", Key={"guild_id": {"S": "1"}}).get("Item")
        assert found == ITEM


def test_parts_end_with_a_supervisor_that_is_killed_and_the_next_one_starts(tmp_path: Path) -> None:
    ports = free_ports()
    with running_stack(tmp_path, ports) as first:
        children = _children(first)

        first.process.kill()
        first.process.wait()

        with running_stack(tmp_path, ports) as second:
            assert [pid for pid in children if pid not in _children(second) and started_at(pid)] == []


def test_a_stop_while_it_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    stack = launch(tmp_path, free_ports())
    wait_for(stack.home.record.exists, 60, stack)
    children = _children(stack)

    code = stack.stop()

    assert code == 0
    assert [pid for pid in children if started_at(pid)] == []


def _guilds(stack: RunningStack):  # type: ignore[no-untyped-def]
    return boto3.client(
        "dynamodb", endpoint_url=stack.aws_url, region_name="us-east-1", aws_access_key_id="guildhall",
        aws_secret_access_key="guildhall",
    )  # fmt: skip


def _children(stack: RunningStack) -> list[int]:
    return [part["pid"] for part in stack.record["parts"].values()]
