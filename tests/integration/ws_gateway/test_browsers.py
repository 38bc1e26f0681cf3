"""A browser follows a guild from a cursor on: everything, once, in order, with no gap between history and live."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.features.events.model import Replay
from shared.features.gateway.rules import MAX_SUBSCRIPTIONS
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.events import a_batch, a_message
from tests.integration.ws_gateway.gateway import Client, Gateway, an_id
from ws_gateway.delivery import Reached
from ws_gateway.runtime import runtime


class Guild:
    """A guild whose bot sends batch after batch."""

    def __init__(self, gateway: Gateway) -> None:
        self.id, self.bot_id = an_id(), an_id()
        self.bot = gateway.a_bot(self.bot_id)
        self._last = int(time.time() * 1000) - 10_000

    def speaks(self, *contents: str) -> str:
        """Commit one batch of messages; return its id."""
        self._last += 1
        events = [a_message(content, guild_id=self.id, message_id=an_id()) for content in contents]
        batch = a_batch(*events, batch_id=make_ulid(self._last, an_id() << 10), bot_id=self.bot_id)
        assert self.bot.send(batch)["action"] == "backend-ack"
        return batch.id


def subscribe(browser: Client, guild_id: Snowflake, cursor: str | None = None) -> list[dict[str, Any]]:
    return browser.say({"action": "subscribe", "guild_id": str(guild_id)} | ({"cursor": cursor} if cursor else {}))


def cursors(messages: list[dict[str, Any]]) -> list[str]:
    return [message["cursor"] for message in messages if message["action"] == "event"]


def test_live_events_come_with_their_content_and_cursor(gateway: Gateway) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(guild.id)

    (confirmation,) = subscribe(browser, guild.id)
    batch_id = guild.speaks("hello")
    (message,) = browser.heard()

    assert (confirmation["action"], confirmation["guild_id"]) == ("subscribed", str(guild.id))
    assert (message["action"], message["guild_id"], message["cursor"]) == ("event", str(guild.id), batch_id)
    assert message["events"][0]["data"]["content"] == "hello"
    assert message["events"][0]["guild_id"] == str(guild.id)


def test_without_a_cursor_the_confirmation_says_where_the_history_ends(gateway: Gateway) -> None:
    guild = Guild(gateway)
    newest = guild.speaks("before")

    (confirmation,) = subscribe(gateway.a_browser(guild.id), guild.id)

    assert confirmation["cursor"] == newest


def test_what_came_after_the_cursor_is_replayed_in_order_before_anything_live(gateway: Gateway) -> None:
    guild = Guild(gateway)
    seen = guild.speaks("seen")
    missed = [guild.speaks("missed"), guild.speaks("missed too")]
    browser = gateway.a_browser(guild.id)

    confirmation, *replayed = subscribe(browser, guild.id, seen)
    live = guild.speaks("live")

    assert confirmation == {"action": "subscribed", "guild_id": str(guild.id), "cursor": seen}
    assert cursors(replayed) == missed[-1:]
    assert [event["cursor"] for message in replayed for event in message["events"]] == missed
    assert cursors(browser.heard()) == [live]


def test_what_comes_during_the_replay_is_neither_lost_nor_early(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    guild = Guild(gateway)
    start = guild.speaks("seen")
    spoken = [guild.speaks("missed")]
    browser = gateway.a_browser(guild.id)
    meanwhile = iter([("one", "two"), ("three",)])
    replay: Callable[..., Replay] = runtime().history.replay

    def replay_while_the_guild_speaks(guild_id: Snowflake, after: str) -> Replay:
        found = replay(guild_id, after)
        if contents := next(meanwhile, None):
            spoken.append(guild.speaks(*contents))
        return found

    monkeypatch.setattr(runtime().history, "replay", replay_while_the_guild_speaks)
    heard = subscribe(browser, guild.id, start)
    spoken.append(guild.speaks("live"))
    heard += browser.heard()

    assert cursors(heard) == spoken
    assert [len(message["events"]) for message in heard[1:]] == [1, 2, 1, 1]


def test_a_long_replay_comes_in_frames(gateway: Gateway) -> None:
    guild = Guild(gateway)
    start = guild.speaks("seen")
    for _ in range(8):
        guild.speaks(*["x"] * 40)

    _, *replayed = subscribe(gateway.a_browser(guild.id), guild.id, start)

    assert len(replayed) > 1
    assert sum(len(message["events"]) for message in replayed) == 320
    assert cursors(replayed) == sorted(cursors(replayed))


def test_a_guild_that_the_user_does_not_administer_cannot_be_followed(gateway: Gateway) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(an_id())

    (answer,) = subscribe(browser, guild.id)
    guild.speaks("private")

    assert (answer["action"], answer["code"]) == ("error", "guild_forbidden")
    assert browser.heard() == []


def test_the_guild_s_bot_is_asked_to_hurry(gateway: Gateway) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(guild.id)

    subscribe(browser, guild.id)
    on_subscribe = guild.bot.heard()
    browser.say({"action": "keep-alive"})
    on_keep_alive = guild.bot.heard()

    for commands in (on_subscribe, on_keep_alive):
        assert [command["command"] for command in commands] == [
            {"type": "watch", "guild_id": str(guild.id), "seconds": 300}
        ]


def test_a_keep_alive_is_answered(gateway: Gateway) -> None:
    (answer,) = gateway.a_browser().say({"action": "keep-alive"})

    assert answer["action"] == "kept-alive"


def test_who_may_no_longer_see_a_guild_hears_of_it_until_the_next_keep_alive(gateway: Gateway) -> None:
    guild, other = Guild(gateway), Guild(gateway)
    browser = gateway.a_browser(guild.id, other.id)
    for followed in (guild, other):
        subscribe(browser, followed.id)

    gateway.administers(browser, other.id)
    error, kept_alive = browser.say({"action": "keep-alive"})
    guild.speaks("private")
    other.speaks("hello")

    assert (kept_alive["action"], error["code"]) == ("kept-alive", "guild_forbidden")
    assert error["guild_id"] == str(guild.id)
    assert [message["guild_id"] for message in browser.heard()] == [str(other.id)]


def test_a_subscription_that_expired_ends_the_connection(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(guild.id)
    subscribe(browser, guild.id)
    later = runtime().now() + timedelta(minutes=11)

    monkeypatch.setattr(runtime(), "now", lambda: later)
    answers = browser.say({"action": "keep-alive"})

    assert answers == []
    assert browser.id in gateway.post_office.closed


def test_keep_alives_keep_a_subscription(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(guild.id)
    subscribe(browser, guild.id)
    start = runtime().now()

    for minutes in (9, 18):
        now = start + timedelta(minutes=minutes)
        monkeypatch.setattr(runtime(), "now", lambda now=now: now)
        (answer,) = browser.say({"action": "keep-alive"})
        assert answer["action"] == "kept-alive"
    run = runtime()

    followers = run.watchers.of_guilds({guild.id}, start + timedelta(minutes=27))
    assert browser.id in {watcher.connection_id for watcher in followers}


def test_who_unsubscribes_hears_nothing_more(gateway: Gateway) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(guild.id)
    subscribe(browser, guild.id)

    browser.say({"action": "unsubscribe", "guild_id": str(guild.id)})
    guild.speaks("hello")

    assert browser.heard() == []


def test_who_leaves_leaves_nothing_behind(gateway: Gateway) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(guild.id)
    subscribe(browser, guild.id)

    browser.disconnect()
    guild.speaks("hello")

    run = runtime()
    assert browser.heard() == []
    assert all(w.connection_id != browser.id for w in run.watchers.of_guilds({guild.id}, run.now()))


def test_nobody_follows_more_guilds_than_the_limit(gateway: Gateway) -> None:
    guild_ids = [an_id() for _ in range(MAX_SUBSCRIPTIONS + 1)]
    browser = gateway.a_browser(*guild_ids)

    answers = [subscribe(browser, guild_id)[0] for guild_id in guild_ids]

    assert [answer["action"] for answer in answers] == ["subscribed"] * MAX_SUBSCRIPTIONS + ["error"]
    assert answers[-1]["code"] == "rate_limited"


@pytest.mark.parametrize("cursor", ["x", "8" + "0" * 25, "7" + "Z" * 25])
def test_what_is_no_cursor_is_refused(gateway: Gateway, cursor: str) -> None:
    guild_id = an_id()

    (answer,) = subscribe(gateway.a_browser(guild_id), guild_id, cursor)

    assert answer["code"] == "invalid_input"


def test_one_that_is_gone_is_forgotten_and_the_others_hear(gateway: Gateway) -> None:
    guild = Guild(gateway)
    gone, there = gateway.a_browser(guild.id), gateway.a_browser(guild.id)
    for browser in (gone, there):
        subscribe(browser, guild.id)
    gateway.post_office.gone.add(gone.id)

    guild.speaks("hello")

    run = runtime()
    watchers = run.watchers.of_guilds({guild.id}, run.now())
    assert [w.connection_id for w in watchers if w.guild_id == guild.id] == [there.id]
    assert len(there.heard()) == 1


def test_one_that_is_slow_is_disconnected_and_delays_nobody_for_long(gateway: Gateway) -> None:
    guild = Guild(gateway)
    slow, there = gateway.a_browser(guild.id), gateway.a_browser(guild.id)
    for browser in (slow, there):
        subscribe(browser, guild.id)
    gateway.post_office.slow.add(slow.id)

    started = time.monotonic()
    guild.speaks("hello")
    took = time.monotonic() - started

    assert took < 1.4
    assert len(there.heard()) == 1
    assert slow.id in gateway.post_office.closed


def test_the_ack_does_not_wait_for_who_is_slow(gateway: Gateway) -> None:
    guild = Guild(gateway)
    browsers = [gateway.a_browser(guild.id) for _ in range(5)]
    for browser in browsers:
        subscribe(browser, guild.id)
        gateway.post_office.slow.add(browser.id)

    sending = threading.Thread(target=guild.speaks, args=["hello"])
    started = time.monotonic()
    sending.start()
    while not gateway.post_office.messages[guild.bot.id]:
        assert time.monotonic() - started < 1
        time.sleep(0.005)
    took = time.monotonic() - started
    sending.join()

    assert took < 0.4  # a slow one takes half a second to be given up


def test_who_was_given_up_and_not_told_is_sent_back_at_its_next_keep_alive(gateway: Gateway) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(guild.id)
    subscribe(browser, guild.id)
    runtime().connections.forget(browser.id)

    browser.say({"action": "keep-alive"})

    assert browser.id in gateway.post_office.closed


def test_a_function_that_died_after_the_ack_loses_nothing(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    guild = Guild(gateway)
    browser = gateway.a_browser(guild.id)
    (confirmed,) = subscribe(browser, guild.id)
    run = runtime()
    with monkeypatch.context() as patch:
        patch.setattr(run.fan_out, "send", lambda _: Reached())
        lost = guild.speaks("lost")
    seen = guild.speaks("seen")
    (live,) = browser.heard()

    with monkeypatch.context() as patch:
        patch.setattr(run.fan_out, "_clock", lambda: run.now() + timedelta(minutes=1))
        browser.say({"action": "keep-alive"})
    replayed = subscribe(gateway.a_browser(guild.id), guild.id, live["cursor"])

    assert live["events"][0]["cursor"] == seen
    assert browser.id in gateway.post_office.closed
    events = [event for message in replayed if message["action"] == "event" for event in message["events"]]
    assert [event["cursor"] for event in events] == [lost, seen]
    assert confirmed["cursor"] <= live["cursor"] < lost
