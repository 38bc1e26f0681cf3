"""Commands between the API and the bots, by the functions on a local AWS and a real Redis."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from shared.features.gateway.service import GatewayService
from shared.kernel.commands import Ping, RunEffects, Status
from shared.kernel.errors import BotUnavailableError, CommandInterruptedError, NotFoundError
from shared.kernel.guild_effects import EffectResult, KickMember
from shared.kernel.snowflakes import Snowflake
from tests.integration.ws_gateway.gateway import Client, Gateway, a_registration, an_id
from ws_gateway.runtime import Runtime, runtime

DAY = timedelta(days=1)


def a_service(run: Runtime) -> GatewayService:
    return GatewayService(run.line, run.one_time_store, run.replies, "ws://gateway", run.now, lambda: "ticket")


def a_kick(guild_id: Snowflake) -> RunEffects:
    return RunEffects(guild_id=guild_id, effects=[KickMember(user_id=Snowflake(7))], reason="enough")


def commands(heard: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each for each in heard if each["action"] == "from-backend" and each["command"]["type"] == kind]


def a_result(command: dict[str, Any], **result: Any) -> dict[str, Any]:
    sound = {"action": "command-result", "command_id": command["command_id"], "ok": True, "data": {}}
    return sound | result


def asked(bot: Client, kind: str) -> dict[str, Any]:
    """Return the command of this kind that the bot is sent, as soon as it is there."""
    while not (found := commands(bot.heard(), kind)):
        time.sleep(0.01)
    return found[0]


def answer(bot: Client, kind: str, **result: Any) -> None:
    bot.say(a_result(asked(bot, kind), **result))


@pytest.mark.parametrize(
    ("result", "error"),
    [
        ({"ok": False, "error": "not_found"}, NotFoundError),
        ({"ok": False, "error": "command_interrupted"}, CommandInterruptedError),
        ({"ok": False, "error": "anything_else"}, BotUnavailableError),
    ],
)
def test_what_a_bot_refuses_is_an_error_of_its_code(
    gateway: Gateway, result: dict[str, Any], error: type[Exception]
) -> None:
    bot_id = an_id()
    bot = gateway.a_bot(bot_id)

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(a_service(runtime()).run_effects, bot_id, a_kick(an_id()))
        answer(bot, "run-effects", data=None, **result)
        with pytest.raises(error):
            running.result()


def test_each_effect_s_result_reaches_who_asked(gateway: Gateway) -> None:
    bot_id = an_id()
    bot = gateway.a_bot(bot_id)
    data = {"results": [{"code": "rank_too_low", "discord_code": 50013}]}

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(a_service(runtime()).run_effects, bot_id, a_kick(an_id()))
        answer(bot, "run-effects", data=data)

        assert running.result() == [EffectResult(code="rank_too_low", discord_code=50013)]


def test_a_result_counts_from_the_bot_alone_that_was_asked(gateway: Gateway) -> None:
    bot_id = an_id()
    bot, stranger = gateway.a_bot(bot_id), gateway.a_bot(an_id())

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(a_service(runtime()).ping, bot_id)
        command = asked(bot, "ping")
        stranger.say(a_result(command, data={"discord_latency_ms": 666}))
        bot.say(a_result(command, data={"discord_latency_ms": 7}))

        assert running.result().discord_latency_ms == 7


def test_a_durable_command_waits_for_its_bot_and_comes_until_its_result_is_there(gateway: Gateway) -> None:
    bot_id, guild_id = an_id(), an_id()
    runtime().line.queue(bot_id, a_kick(guild_id), DAY)
    bot = Client(gateway, bot_id=bot_id)
    bot.connect()

    first = commands(bot.say(a_registration(bot_id)), "run-effects")
    second = commands(bot.say({"action": "keep-alive"}), "run-effects")
    bot.say(a_result(second[0]))
    third = commands(bot.say({"action": "keep-alive"}), "run-effects")

    assert (first, third) == (second, [])
    assert (first[0]["durable"], first[0]["command"]["guild_id"]) == (True, str(guild_id))


def test_a_durable_command_is_not_sent_to_a_worker_without_its_guild(gateway: Gateway) -> None:
    bot_id, guild_id = an_id(), Snowflake(1 << 30 | 1 << 22)
    runtime().line.queue(bot_id, a_kick(guild_id), DAY)
    bot = Client(gateway, bot_id=bot_id)
    bot.connect()

    heard = [bot.say(a_registration(bot_id, shard_ids=ids, shard_count=2)) for ids in ([], [0], [0, 1])]

    assert [len(commands(messages, "run-effects")) for messages in heard] == [0, 0, 1]


def test_a_stranger_cannot_end_a_bot_s_durable_command(gateway: Gateway) -> None:
    bot_id = an_id()
    command_id = runtime().line.queue(bot_id, a_kick(an_id()), DAY)

    gateway.a_bot(an_id()).say({"action": "command-result", "command_id": command_id, "ok": True})

    assert len(runtime().commands.pending(bot_id)) == 1


def test_a_broadcast_brings_every_worker_s_answer_and_says_who_gave_none(gateway: Gateway) -> None:
    bot_id = an_id()
    workers = [Client(gateway, bot_id=bot_id) for _ in range(3)]
    for shard_id, worker in enumerate(workers):
        worker.connect()
        worker.say(a_registration(bot_id, shard_ids=[shard_id], shard_count=3))
    gateway.post_office.gone.add(workers[2].id)
    status = {"guilds": 3, "spooled_events": 0, "uptime_seconds": 5, "discord_latency_ms": None}

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(a_service(runtime()).broadcast, bot_id, Status())
        answer(workers[0], "status", data=status)
        answer(workers[1], "status", data=None, ok=False, error="internal_error")
        answers = running.result()

    assert [(each.worker.shard_ids, each.error) for each in answers] == [
        ([0], None),
        ([1], "internal_error"),
        ([2], "bot_unavailable"),
    ]
    assert answers[0].status is not None
    assert answers[0].status.guilds == 3


def test_a_broadcast_without_a_worker_brings_nothing(gateway: Gateway) -> None:
    assert a_service(runtime()).broadcast(an_id(), Ping()) == []


def test_a_worker_that_registers_reads_its_settings_anew(gateway: Gateway) -> None:
    bot_id = an_id()
    bot = Client(gateway, bot_id=bot_id)
    bot.connect()

    heard = bot.say(a_registration(bot_id))

    (told,) = commands(heard, "settings-changed")
    assert told["command"] == {"type": "settings-changed", "guild_id": None, "feature": "events"}
