"""The API speaks to the bots through their connections."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from shared.features.gateway.line import BotLine
from shared.features.gateway.service import GatewayService
from shared.kernel import json
from shared.kernel.callers import Caller
from shared.kernel.commands import Ping
from shared.kernel.errors import BotTimeoutError, BotUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.tracing import request_id
from shared.kernel.wire import FromBackend
from tests.factories.events import BOT
from tests.factories.gateway import USER, a_bot, a_connection
from tests.fakes.clock import NOON, FakeClock
from tests.fakes.gateway import FakeCommandQueue, FakeGatewayStore, FakePostOffice, FakeReplies, FakeTickets

COMMAND = json.Decoder(FromBackend)
PONG = b'{"action":"command-result","command_id":"1","ok":true,"data":{"discord_latency_ms":42}}'
FAILED = b'{"action":"command-result","command_id":"1","ok":false,"error":"unknown_command"}'


class Gateway:
    def __init__(self, *answers: bytes | None) -> None:
        self.store, self.post_office, self.tickets = FakeGatewayStore(), FakePostOffice(), FakeTickets()
        self.clock, self.replies = FakeClock(), FakeReplies(*answers)
        ids = (f"id-{number}" for number in count(1))
        self.queue = FakeCommandQueue()
        self.line = BotLine(self.store.connections, self.post_office, self.queue, self.clock, lambda: next(ids))
        self.service = GatewayService(
            self.line, self.tickets, self.replies, "ws://gateway", self.clock, lambda: "a-ticket"
        )

    def connect(self, *bots: str, **facts: object) -> None:
        for connection_id in bots:
            self.store.connections.add(a_connection(connection_id))
            self.store.connections.register(a_bot(connection_id, **facts), NOON + timedelta(hours=3))  # type: ignore[arg-type] # a test names what it needs


@pytest.fixture
def tracing() -> Iterator[None]:
    token = request_id.set("request-1")
    yield
    request_id.reset(token)


def test_a_ticket_is_good_for_a_minute_and_says_where_to_go() -> None:
    gateway = Gateway()

    ticket = gateway.service.issue_ticket(Caller(user_id=USER, login_id="a-login"))

    assert (ticket.ticket, ticket.url, ticket.expires_in) == ("a-ticket", "ws://gateway", 60)
    assert list(gateway.tickets.values.values()) == [
        (f'{{"user_id":"{USER}","login_id":"a-login"}}'.encode(), timedelta(seconds=60))
    ]
    assert "a-ticket" not in "".join(gateway.tickets.values)


@pytest.mark.usefixtures("tracing")
def test_a_ping_travels_with_its_request_id_and_comes_back() -> None:
    gateway = Gateway(PONG)
    gateway.connect("c1")

    result = gateway.service.ping(BOT)

    (message,) = (COMMAND.decode(sent) for sent in gateway.post_office.sent["c1"])
    assert (message.request_id, message.command) == ("request-1", Ping())
    assert gateway.replies.waited_for == [f"{BOT}:{message.command_id}"]
    assert (result.bot_id, result.discord_latency_ms, result.milliseconds) == (BOT, 42, 0)


def test_a_connection_that_is_gone_is_forgotten_and_the_next_one_asked() -> None:
    gateway = Gateway(PONG)
    gateway.connect("gone")
    gateway.connect("there", connected_at=NOON - timedelta(minutes=1))
    gateway.post_office.gone = {"gone"}

    gateway.service.ping(BOT)

    assert len(gateway.post_office.sent["there"]) == 1
    assert "gone" not in gateway.store.open


def test_without_a_bot_a_command_says_so() -> None:
    with pytest.raises(BotUnavailableError):
        Gateway().service.ping(BOT)


def test_another_bot_does_not_get_the_command() -> None:
    gateway = Gateway()
    gateway.connect("other", bot_id=8)

    with pytest.raises(BotUnavailableError):
        gateway.service.ping(BOT)


def test_a_bot_that_does_not_answer_in_time_is_a_timeout() -> None:
    gateway = Gateway(None)
    gateway.connect("c1")

    with pytest.raises(BotTimeoutError):
        gateway.service.ping(BOT)


def test_a_bot_that_cannot_answer_a_ping_is_not_available() -> None:
    gateway = Gateway(FAILED)
    gateway.connect("c1")

    with pytest.raises(BotUnavailableError):
        gateway.service.ping(BOT)


def test_the_status_lists_bots_by_shard_without_their_addresses() -> None:
    gateway = Gateway()
    gateway.connect("c2", shard_ids=(1,), shard_count=2)
    gateway.connect("c1", shard_ids=(0,), shard_count=2)

    bots = gateway.service.status()

    assert [bot.shard_ids for bot in bots] == [[0], [1]]
    assert b"c1" not in json.encode(bots)


def test_a_guild_s_bot_is_online_when_the_worker_with_its_shard_is() -> None:
    gateway = Gateway()
    gateway.connect("c1", shard_ids=(1,), shard_count=2)

    online, offline = (gateway.service.bot_of(guild_id, BOT) for guild_id in (_of_shard(1), _of_shard(0)))

    assert (online.online, online.connected_at) == (True, NOON)
    assert (offline.online, offline.connected_at) == (False, None)


def test_watching_reaches_the_workers_of_the_guilds_alone() -> None:
    gateway = Gateway()
    gateway.connect("c0", shard_ids=(0,), shard_count=2)
    gateway.connect("c1", shard_ids=(1,), shard_count=2)
    gateway.connect("unreachable", shard_ids=(1,), shard_count=2)
    gateway.post_office.unreachable = {"unreachable"}

    gateway.line.watch([_of_shard(1)])

    assert {name: len(sent) for name, sent in gateway.post_office.sent.items()} == {"c1": 1}


def _of_shard(shard: int) -> Snowflake:
    return Snowflake(shard << 22 | 1 << 30)
