"""Durable commands wait for their result alike in DynamoDB and in memory."""

import os
from datetime import timedelta

import pytest

from shared.adapters.dynamodb import dynamodb_client
from shared.config.sections import AwsConfig
from shared.features.gateway.command_table import CommandTable
from shared.features.gateway.model import QueuedCommand
from shared.features.gateway.ports import CommandQueue
from shared.features.gateway.rules import durable_id
from shared.kernel.commands import RunEffects
from shared.kernel.errors import ConflictError
from shared.kernel.guild_effects import UnbanMember
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import FromBackend
from tests.fakes.clock import NOON
from tests.fakes.gateway import FakeCommandQueue


@pytest.fixture(params=["fake", "dynamodb"])
def queue(request: pytest.FixtureRequest) -> CommandQueue:
    if request.param == "fake":
        return FakeCommandQueue()
    aws: AwsConfig = request.getfixturevalue("aws")
    return CommandTable(dynamodb_client(aws), aws)


def an_id() -> Snowflake:
    return Snowflake(int.from_bytes(os.urandom(7)) + 1)


def a_command(bot_id: Snowflake, *, minutes: int = 0) -> QueuedCommand:
    now = NOON + timedelta(minutes=minutes)
    effects = RunEffects(guild_id=Snowflake(5), effects=[UnbanMember(user_id=Snowflake(7))], reason="time served")
    message = FromBackend(
        command_id=durable_id(now, os.urandom(16).hex()),
        request_id="r-1",
        command=effects,
        expires_at=int((now + timedelta(days=1)).timestamp() * 1000),
        durable=True,
    )
    return QueuedCommand(bot_id=bot_id, message=message, queued_at=now)


def test_commands_wait_in_the_order_in_which_they_came_each_for_its_bot(queue: CommandQueue) -> None:
    bot_id, other_id = an_id(), an_id()
    later, first, other = a_command(bot_id, minutes=9), a_command(bot_id), a_command(other_id)

    for command in (later, first, other):
        queue.put(command)

    assert queue.pending(bot_id) == [first, later]
    assert queue.pending(other_id) == [other]


def test_a_command_that_is_finished_waits_no_more_however_often_that_is_said(queue: CommandQueue) -> None:
    command = a_command(an_id())
    queue.put(command)

    for _ in range(2):
        queue.finish(command.bot_id, command.message.command_id)

    assert queue.pending(command.bot_id) == []


def test_one_worker_alone_may_begin_and_as_often_as_it_likes(queue: CommandQueue) -> None:
    command = a_command(an_id())
    queue.put(command)

    for _ in range(2):
        queue.begin(command.bot_id, command.message.command_id, "one")
    with pytest.raises(ConflictError):
        queue.begin(command.bot_id, command.message.command_id, "two")

    (pending,) = queue.pending(command.bot_id)
    assert pending.begun_by == "one"


def test_nobody_begins_with_what_is_finished(queue: CommandQueue) -> None:
    command = a_command(an_id())
    queue.put(command)
    queue.finish(command.bot_id, command.message.command_id)

    with pytest.raises(ConflictError):
        queue.begin(command.bot_id, command.message.command_id, "one")

    assert queue.pending(command.bot_id) == []


def test_another_bot_does_not_finish_a_command(queue: CommandQueue) -> None:
    command = a_command(an_id())
    queue.put(command)

    queue.finish(an_id(), command.message.command_id)

    assert queue.pending(command.bot_id) == [command]


def test_what_is_dropped_waits_no_more_and_leaves_a_record(queue: CommandQueue) -> None:
    command = a_command(an_id())
    queue.put(command)

    queue.drop(command, NOON + timedelta(days=2))

    assert queue.pending(command.bot_id) == []
    assert queue.dropped(command.bot_id) == [command]
