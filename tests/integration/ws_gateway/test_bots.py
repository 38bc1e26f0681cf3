"""Bots register as themselves, live, and answer commands."""

import pytest

from shared.adapters.redis_store import RedisReplies
from shared.features.gateway.rules import reply_key
from shared.features.gateway.service import GatewayService
from shared.kernel.commands import Ping
from shared.kernel.errors import BotUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import WATCH_SECONDS
from tests.integration.ws_gateway.gateway import Client, Gateway, a_registration, an_id
from ws_gateway.runtime import Runtime, runtime


def a_service(run: Runtime) -> GatewayService:
    return GatewayService(run.line, run.one_time_store, run.replies, "ws://gateway", run.now, lambda: "ticket")


def test_a_bot_that_registers_is_connected_until_it_leaves(gateway: Gateway) -> None:
    bot_id = an_id()
    bot = gateway.a_bot(bot_id)

    before = a_service(runtime()).bot_of(Snowflake(1), bot_id)
    bot.disconnect()
    after = a_service(runtime()).bot_of(Snowflake(1), bot_id)

    assert (before.online, after.online) == (True, False)


def test_a_bot_cannot_register_as_another(gateway: Gateway) -> None:
    bot_id, other_id = an_id(), an_id()
    bot = Client(gateway, bot_id=bot_id)
    bot.connect()

    (answer,) = bot.say(a_registration(other_id))

    assert (answer["action"], answer["code"]) == ("error", "forbidden")
    assert not a_service(runtime()).bot_of(Snowflake(1), other_id).online


def test_a_browser_cannot_register(gateway: Gateway) -> None:
    bot_id = an_id()
    browser = gateway.a_browser()

    (answer,) = browser.say(a_registration(bot_id))

    assert (answer["action"], answer["code"]) == ("error", "forbidden")
    assert not a_service(runtime()).bot_of(Snowflake(1), bot_id).online


@pytest.mark.parametrize(
    "changes",
    [{"shard_ids": [1]}, {"shard_ids": [-1]}, {"shard_count": 0}, {"name": "x" * 101}, {"version": 7}, {"bot_id": 7}],
    ids=str,
)
def test_a_registration_that_cannot_be_is_refused(gateway: Gateway, changes: dict[str, object]) -> None:
    bot_id = an_id()
    bot = Client(gateway, bot_id=bot_id)
    bot.connect()

    (answer,) = bot.say(a_registration(bot_id, **changes))

    assert (answer["action"], answer["code"]) == ("error", "invalid_input")


def test_a_worker_that_comes_back_is_told_what_somebody_looks_at(gateway: Gateway) -> None:
    guild_id, bot_id = an_id(), an_id()
    gateway.a_browser(guild_id).say({"action": "subscribe", "guild_id": str(guild_id)})
    bot = Client(gateway, bot_id=bot_id)
    bot.connect()

    heard = bot.say(a_registration(bot_id))

    commands = [message["command"] for message in heard if message["action"] == "from-backend"]
    assert {"type": "watch", "guild_id": str(guild_id), "seconds": WATCH_SECONDS} in commands


def test_a_worker_is_not_told_of_what_another_has(gateway: Gateway) -> None:
    guild_id, bot_id = Snowflake(an_id() | 1 << 22), an_id()
    gateway.a_browser(guild_id).say({"action": "subscribe", "guild_id": str(guild_id)})
    bot = Client(gateway, bot_id=bot_id)
    bot.connect()

    heard = bot.say(a_registration(bot_id, shard_ids=[0], shard_count=2))

    assert str(guild_id) not in {message.get("command", {}).get("guild_id") for message in heard}


def test_a_keep_alive_is_answered(gateway: Gateway) -> None:
    (answer,) = gateway.a_bot(an_id()).say({"action": "keep-alive"})

    assert answer["action"] == "kept-alive"
    assert answer["timestamp"] > 1_600_000_000_000


def test_a_command_goes_to_the_bot_and_its_result_to_who_waits(gateway: Gateway) -> None:
    bot_id = an_id()
    bot = gateway.a_bot(bot_id)
    run = runtime()

    command_id = run.line.send(bot_id, Ping())
    (command,) = bot.heard()
    bot.say({"action": "command-result", "command_id": command["command_id"], "ok": True, "data": {"x": 1}})
    answer = RedisReplies(run.redis).wait(reply_key(bot_id, command_id), run.now() - run.now())

    assert (command["action"], command["command"]) == ("from-backend", {"type": "ping"})
    assert answer is not None
    assert b'"data":{"x":1}' in answer


def test_a_browser_cannot_answer_for_a_bot(gateway: Gateway) -> None:
    (answer,) = gateway.a_browser().say({"action": "command-result", "command_id": "c1", "ok": True})

    assert answer["code"] == "forbidden"


def test_a_bot_that_is_gone_is_found_so_at_the_next_command(gateway: Gateway) -> None:
    bot_id = an_id()
    bot = gateway.a_bot(bot_id)
    gateway.post_office.gone.add(bot.id)

    with pytest.raises(BotUnavailableError):
        runtime().line.send(bot_id, Ping())

    assert a_service(runtime()).bot_of(Snowflake(1), bot_id).online is False
