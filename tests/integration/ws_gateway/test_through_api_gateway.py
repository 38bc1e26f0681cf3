"""The whole gateway behind API Gateway: bots and browsers are WebSocket clients, the functions run as deployed."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from shared.features.events.rules.cursors import step
from shared.features.gateway.model import Watcher
from shared.features.gateway.rules import MAX_SUBSCRIPTIONS
from shared.kernel.callers import Caller
from shared.kernel.errors import BotUnavailableError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from shared.kernel.wire import ToBackend
from tests.factories.bot_tokens import a_bot_token
from tests.factories.events import a_batch, a_message
from tests.integration.ws_gateway.deployed import Deployed, a_bot, a_browser, deployed_gateway, hear, say, speak
from tests.integration.ws_gateway.gateway import an_id
from ws_gateway.dispatch import PART_SIZE


@pytest.fixture(scope="module")
def deployed(
    aws_endpoint: str, aws_env: dict[str, str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("lambdas")
    with deployed_gateway(aws_endpoint, aws_env, redis_url, folder) as gateway, gateway.functions():
        yield gateway


async def test_what_a_bot_sends_is_what_a_browser_sees_at_once(deployed: Deployed) -> None:
    bot_id, guild_id = an_id(), an_id()
    async with a_bot(deployed, bot_id) as bot, a_browser(deployed, guild_id) as browser:
        await say(browser, {"action": "subscribe", "guild_id": str(guild_id)})
        await hear(browser, "subscribed")
        await speak(bot, bot_id, guild_id, "warm up")
        await hear(browser, "event")

        started = time.perf_counter()
        batch_id = await speak(bot, bot_id, guild_id, "hello")
        message = await hear(browser, "event")
        took = time.perf_counter() - started

        assert (message["cursor"], message["events"][0]["data"]["content"]) == (batch_id, "hello")
        assert took < 0.5


async def test_a_browser_that_was_away_gets_what_it_missed_and_then_what_is_new(deployed: Deployed) -> None:
    bot_id, guild_id = an_id(), an_id()
    async with a_bot(deployed, bot_id) as bot:
        ids = []
        for number in range(4):
            ids.append(await speak(bot, bot_id, guild_id, str(number)))
            await hear(bot, "backend-ack")
        async with a_browser(deployed, guild_id) as browser:
            await say(browser, {"action": "subscribe", "guild_id": str(guild_id), "cursor": ids[0]})
            await hear(browser, "subscribed")
            replayed = await hear(browser, "event")
            live_id = await speak(bot, bot_id, guild_id, "live")
            live = await hear(browser, "event")

    assert [event["cursor"] for event in replayed["events"]] == ids[1:]
    assert live["cursor"] == live_id


async def test_batches_that_follow_each_other_closely_arrive_in_order(deployed: Deployed) -> None:
    bot_id, guild_id = an_id(), an_id()
    sent, seen = [], []
    async with a_bot(deployed, bot_id) as bot, a_browser(deployed, guild_id) as browser:
        await say(browser, {"action": "subscribe", "guild_id": str(guild_id)})
        await hear(browser, "subscribed")
        for number in range(20):
            sent.append(await speak(bot, bot_id, guild_id, str(number)))
            await hear(bot, "backend-ack")
        seen = [(await hear(browser, "event"))["cursor"] for _ in sent]

    assert seen == sent


async def test_browsers_that_come_while_a_guild_speaks_see_everything_once_and_in_order(deployed: Deployed) -> None:
    bot_id, guild_id = an_id(), an_id()
    async with a_bot(deployed, bot_id) as bot:
        sent = [await speak(bot, bot_id, guild_id, "first")]
        await hear(bot, "backend-ack")
        browsers = [asyncio.create_task(follow(deployed, guild_id, sent[0], number * 0.05)) for number in range(8)]
        for number in range(40):
            sent.append(await speak(bot, bot_id, guild_id, str(number), "and more"))
            await hear(bot, "backend-ack")
        sent.append(await speak(bot, bot_id, guild_id, "last"))
        seen = await asyncio.gather(*browsers)

    expected = [cursor for batch_id in sent[1:-1] for cursor in (step(batch_id, -1), batch_id)]
    assert seen == [[*expected, sent[-1]]] * 8


async def follow(deployed: Deployed, guild_id: Snowflake, cursor: str, after_seconds: float) -> list[str]:
    """Subscribe after a moment; return the events' cursors as they came, but for repeated ones, up to the last message.

    The last batch that a replay held may come again live. What is dropped here for good is what a browser would drop.
    """
    await asyncio.sleep(after_seconds)
    seen: list[str] = []
    async with a_browser(deployed, guild_id) as browser:
        await say(browser, {"action": "subscribe", "guild_id": str(guild_id), "cursor": cursor})
        while True:
            message = await hear(browser, "event")
            seen += [event["cursor"] for event in message["events"] if not seen or event["cursor"] > seen[-1]]
            if message["events"][-1]["data"]["content"] == "last" or len(seen) > 100:
                return seen


async def test_a_ping_makes_the_round_trip(deployed: Deployed) -> None:
    bot_id = an_id()
    async with a_bot(deployed, bot_id) as bot:
        ping = asyncio.create_task(asyncio.to_thread(deployed.service.ping, bot_id))
        command = await hear(bot, "from-backend")
        while command["command"]["type"] != "ping":  # whoever registers is told of settings and watched guilds first
            command = await hear(bot, "from-backend")
        data = {"discord_latency_ms": 7}
        await say(bot, {"action": "command-result", "command_id": command["command_id"], "ok": True, "data": data})
        result = await ping

    assert (result.bot_id, result.discord_latency_ms) == (bot_id, 7)
    assert result.milliseconds < 1_000


async def test_a_bot_is_connected_until_it_hangs_up(deployed: Deployed) -> None:
    bot_id = an_id()
    async with a_bot(deployed, bot_id):
        online = await asyncio.to_thread(deployed.service.bot_of, Snowflake(1), bot_id)
    await asyncio.to_thread(wait_until_gone, deployed, bot_id)

    assert online.online
    with pytest.raises(BotUnavailableError):
        deployed.service.ping(bot_id)


def wait_until_gone(deployed: Deployed, bot_id: Snowflake) -> None:
    """API Gateway tells of the end of a connection when it can."""
    deadline = time.monotonic() + 5
    while deployed.connections.bots(bot_id):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("query", ["", "?token=", "?token=nonsense", f"?token={'x' * 3_000}"])
async def test_without_a_token_nobody_gets_in(deployed: Deployed, query: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(deployed.url + query):
            pass

    assert refused.value.response.status_code in {401, 403}


async def test_a_ticket_opens_one_connection(deployed: Deployed) -> None:
    ticket = deployed.a_ticket()
    async with connect(f"{deployed.url}?token={ticket}") as connection:
        await say(connection, {"action": "keep-alive"})
        await hear(connection, "kept-alive")

        with pytest.raises(InvalidStatus):
            async with connect(f"{deployed.url}?token={ticket}"):
                pass


async def test_an_old_token_is_refused(deployed: Deployed) -> None:
    token = a_bot_token(datetime.now(UTC) - timedelta(minutes=2))

    with pytest.raises(InvalidStatus):
        async with connect(f"{deployed.url}?token={token}"):
            pass


async def test_nothing_but_messages_of_ours_reaches_a_client(deployed: Deployed) -> None:
    async with a_browser(deployed) as browser:
        for text in ("", "{", '{"action":"dance"}', '{"action":"register"}', '{"action":"to-backend","batch_id":1}'):
            await browser.send(text)
            error = await hear(browser, "error")
            assert sorted(error) == ["action", "code", "message", "request_id"]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await browser.recv()


async def test_a_browser_that_vanished_does_not_hold_up_the_others(deployed: Deployed) -> None:
    bot_id, guild_id = an_id(), an_id()
    async with a_bot(deployed, bot_id) as bot, a_browser(deployed, guild_id) as stays:
        async with a_browser(deployed, guild_id) as goes:
            for browser in (stays, goes):
                await say(browser, {"action": "subscribe", "guild_id": str(guild_id)})
                await hear(browser, "subscribed")
            goes.transport.abort()
            with pytest.raises(ConnectionClosed):
                await goes.recv()
        batch_id = await speak(bot, bot_id, guild_id, "hello")

        assert (await hear(stays, "event"))["cursor"] == batch_id
        assert (await hear(bot, "backend-ack"))["batch_id"] == batch_id


async def test_a_large_audience_hears_everything_by_way_of_other_functions(deployed: Deployed) -> None:
    bot_id, guild_ids = an_id(), [an_id() for _ in range(MAX_SUBSCRIPTIONS)]
    count = 2 * PART_SIZE // len(guild_ids)  # what browsers there are follow all of the guilds
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(a_bot(deployed, bot_id))
        browsers = [await stack.enter_async_context(a_follower(deployed, guild_ids)) for _ in range(count)]

        events = [a_message(guild_id=guild_id, message_id=an_id()) for guild_id in guild_ids]
        batch = a_batch(*events, batch_id=make_ulid(int(time.time() * 1000), an_id() << 10), bot_id=bot_id)
        await say(bot, ToBackend(batch_id=batch.id, codec=batch.codec, events=batch.events))
        await hear(bot, "backend-ack")
        heard = [{(await hear(browser, "event"))["guild_id"] for _ in guild_ids} for browser in browsers]

    assert heard == [set(map(str, guild_ids))] * count
    await asyncio.sleep(0.2)
    assert deployed.watchers.audience(guild_ids, datetime.now(UTC)).deliveries == []
    assert '"event": "parcel.delivered"' in deployed.log


@asynccontextmanager
async def a_follower(deployed: Deployed, guild_ids: list[Snowflake]) -> AsyncIterator[ClientConnection]:
    """A browser that follows guilds, without its having asked for each of them."""
    user_id, until = an_id(), datetime.now(UTC) + timedelta(minutes=1)
    ticket = deployed.service.issue_ticket(Caller(user_id=user_id, login_id=f"{user_id:032x}")).ticket
    async with connect(f"{deployed.url}?token={ticket}") as connection:
        (connection_id,) = deployed.connections.of_user(user_id)
        for guild_id in guild_ids:
            watcher = Watcher(guild_id=guild_id, connection_id=connection_id, user_id=user_id)
            deployed.watchers.add(watcher, MAX_SUBSCRIPTIONS, until)
        yield connection
