"""Commands find the worker that has their guild; what changes something is never sent twice."""

from datetime import timedelta
from itertools import count

import pytest

from shared.features.gateway.line import LONGEST_LIFETIME, BotLine
from shared.features.gateway.queued import DELIVERED_AT_ONCE, QueuedCommands
from shared.kernel import json
from shared.kernel.commands import Command, Ping, ReadRoles, RunEffects, SettingsChanged, Status
from shared.kernel.errors import BotUnavailableError, PayloadTooLargeError
from shared.kernel.guild_effects import GuildAction, KickMember, SendMessage
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import CommandResult, FromBackend
from tests.factories.events import BOT
from tests.factories.gateway import a_bot, a_connection
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.gateway import FakeCommandQueue, FakeGatewayStore, FakePostOffice

FIRST_SHARD, SECOND_SHARD = Snowflake(1 << 30), Snowflake(1 << 30 | 1 << 22)
KICK = RunEffects(guild_id=SECOND_SHARD, effects=[KickMember(user_id=Snowflake(7))], reason="enough")
DAY = timedelta(days=1)

_command = json.Decoder(FromBackend)


class Gateway:
    """Two shards: `one` has the first, `two` the second, `newer` took the second over."""

    def __init__(self, *connected: str) -> None:
        self.store, self.post_office, self.clock = FakeGatewayStore(), FakePostOffice(), FakeClock()
        self.queue = FakeCommandQueue()
        ids = (f"secret-{number}" for number in count(1))
        self.line = BotLine(self.store.connections, self.post_office, self.queue, self.clock, lambda: next(ids))
        self.queued = QueuedCommands(self.queue, self.line, self.clock)
        for name in connected:
            self.connect(name)

    def connect(self, name: str) -> None:
        self.store.connections.add(a_connection(name))
        age = timedelta(minutes=0 if name == "newer" else 5)
        bot = a_bot(name, shard_ids=(0 if name == "one" else 1,), shard_count=2, connected_at=NOON - age)
        self.store.connections.register(bot, NOON + timedelta(hours=3))

    def sent(self, name: str) -> list[FromBackend]:
        return [_command.decode(message) for message in self.post_office.sent[name]]

    def heard(self) -> dict[str, list[Command]]:
        return {name: [each.command for each in self.sent(name)] for name in self.post_office.sent}


def test_a_guild_s_command_goes_to_the_newest_worker_that_has_its_shard() -> None:
    gateway = Gateway("one", "two", "newer")

    gateway.line.send(BOT, ReadRoles(guild_id=SECOND_SHARD))

    assert gateway.heard() == {"newer": [ReadRoles(guild_id=SECOND_SHARD)]}


def test_a_question_that_may_not_have_arrived_is_asked_of_the_next() -> None:
    gateway = Gateway("two", "newer")
    gateway.post_office.unreachable = {"newer"}

    gateway.line.send(BOT, ReadRoles(guild_id=SECOND_SHARD))

    assert list(gateway.heard()) == ["two"]


def test_effects_that_may_have_arrived_are_sent_to_nobody_else() -> None:
    gateway = Gateway("two", "newer")
    gateway.post_office.unreachable = {"newer"}

    command_id = gateway.line.send(BOT, KICK)

    assert command_id
    assert gateway.heard() == {}


def test_effects_that_did_not_arrive_go_to_the_next() -> None:
    gateway = Gateway("two", "newer")
    gateway.post_office.gone = {"newer"}

    gateway.line.send(BOT, KICK)

    assert gateway.heard() == {"two": [KICK]}


def test_without_a_worker_for_the_guild_a_command_says_so() -> None:
    with pytest.raises(BotUnavailableError):
        Gateway("one").line.send(BOT, KICK)


def test_a_command_says_until_when_it_counts() -> None:
    gateway = Gateway("one")

    gateway.line.send(BOT, Ping())

    (message,) = gateway.sent("one")
    assert message.expires_at == int((NOON + timedelta(minutes=1)).timestamp() * 1000)
    assert not message.durable


def test_a_command_that_no_frame_holds_is_refused() -> None:
    gateway = Gateway("two")
    much: list[GuildAction] = [SendMessage(channel_id=Snowflake(9), content="ж" * 2000) for _ in range(40)]

    with pytest.raises(PayloadTooLargeError):
        gateway.line.send(BOT, RunEffects(guild_id=SECOND_SHARD, effects=much, reason=""))


def test_a_durable_command_is_sent_at_once_and_waits_for_its_result() -> None:
    gateway = Gateway("two")

    command_id = gateway.line.queue(BOT, KICK, DAY)

    (message,) = gateway.sent("two")
    assert (message.command_id, message.durable) == (command_id, True)
    assert [each.message for each in gateway.queue.pending(BOT)] == [message]


def test_nobody_can_guess_a_command_s_id_and_durable_ones_sort_by_time() -> None:
    gateway = Gateway()
    first = gateway.line.queue(BOT, KICK, DAY)
    gateway.clock.pass_time(seconds=1)
    second = gateway.line.queue(BOT, KICK, DAY)

    assert first.endswith("secret-1")
    assert first < second


def test_a_durable_command_waits_for_the_worker_that_has_its_guild() -> None:
    gateway = Gateway()
    gateway.line.queue(BOT, KICK, DAY)
    gateway.connect("one")
    gateway.connect("two")

    delivered = [gateway.queued.deliver(BOT, name) for name in ("one", "two", "unknown")]

    assert delivered == [0, 1, 0]
    assert gateway.heard() == {"two": [KICK]}


def test_a_durable_command_comes_again_until_its_result_has_come() -> None:
    gateway = Gateway("two")
    command_id = gateway.line.queue(BOT, KICK, DAY)

    again = gateway.queued.deliver(BOT, "two")
    gateway.queued.finish(BOT, CommandResult(command_id=command_id, ok=True))
    after = gateway.queued.deliver(BOT, "two")

    assert (again, after) == (1, 0)


@pytest.mark.parametrize("code", ["bot_unavailable", "store_unavailable", "unknown_command"])
def test_a_worker_that_has_not_begun_leaves_a_durable_command_where_it_is(code: str) -> None:
    gateway = Gateway()
    command_id = gateway.line.queue(BOT, KICK, DAY)

    gateway.queued.finish(BOT, CommandResult(command_id=command_id, ok=False, error=code))

    assert len(gateway.queue.pending(BOT)) == 1


@pytest.mark.parametrize("code", ["not_found", "command_interrupted", "internal_error"])
def test_any_other_result_is_the_end_of_it(code: str) -> None:
    gateway = Gateway()
    command_id = gateway.line.queue(BOT, KICK, DAY)

    gateway.queued.finish(BOT, CommandResult(command_id=command_id, ok=False, error=code))

    assert gateway.queue.pending(BOT) == []


def test_another_bot_s_word_does_not_end_a_command() -> None:
    gateway = Gateway()
    command_id = gateway.line.queue(BOT, KICK, DAY)

    gateway.queued.finish(Snowflake(8), CommandResult(command_id=command_id, ok=True))

    assert len(gateway.queue.pending(BOT)) == 1


def test_a_durable_command_that_is_too_old_is_dropped_with_a_record_and_sent_to_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway = Gateway()
    command_id = gateway.line.queue(BOT, KICK, DAY)
    gateway.clock.pass_time(days=1, seconds=1)
    gateway.connect("two")

    delivered = gateway.queued.deliver(BOT, "two")

    assert (delivered, gateway.queue.pending(BOT)) == (0, [])
    assert [each.message.command_id for each in gateway.queue.dropped(BOT)] == [command_id]
    assert caplog.messages == ["command.expired"]


def test_no_durable_command_waits_longer_than_workers_remember() -> None:
    gateway = Gateway()

    gateway.line.queue(BOT, KICK, timedelta(days=365))

    (waiting,) = gateway.queue.pending(BOT)
    assert waiting.message.expires_at == int((NOON + LONGEST_LIFETIME).timestamp() * 1000)


def test_a_worker_that_was_away_for_long_is_not_flooded() -> None:
    gateway = Gateway()
    for _ in range(DELIVERED_AT_ONCE + 10):
        gateway.line.queue(BOT, KICK, DAY)
    gateway.connect("two")

    assert gateway.queued.deliver(BOT, "two") == DELIVERED_AT_ONCE


def test_a_worker_that_goes_while_it_is_told_gets_no_more() -> None:
    gateway = Gateway()
    for _ in range(3):
        gateway.line.queue(BOT, KICK, DAY)
    gateway.connect("two")
    gateway.post_office.gone = {"two"}

    assert gateway.queued.deliver(BOT, "two") == 0
    assert len(gateway.queue.pending(BOT)) == 3


def test_a_broadcast_reaches_every_worker_each_under_an_id_of_its_own() -> None:
    gateway = Gateway("one", "two", "newer")
    gateway.post_office.unreachable = {"two"}

    told = gateway.line.broadcast(BOT, Status())

    assert {each.bot.connection_id: each.command_id is not None for each in told} == {
        "one": True,
        "two": False,
        "newer": True,
    }
    assert len({each.command_id for each in told}) == 3


def test_changed_settings_are_told_to_every_worker_with_the_guild() -> None:
    gateway = Gateway("one", "two", "newer")

    gateway.line.tell_settings_changed(BOT, SECOND_SHARD, "events")

    change = SettingsChanged(guild_id=SECOND_SHARD, feature="events")
    assert gateway.heard() == {"two": [change], "newer": [change]}
