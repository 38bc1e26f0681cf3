"""A batch takes effect exactly once, is acknowledged, and reaches whoever follows before that."""

import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from shared.features.guilds.table import GuildTable
from shared.features.messages.settings import MessageSettings
from shared.features.settings.service import SettingsService
from shared.features.settings.table import SettingsTable
from shared.kernel import json
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.packing import Codec, compress
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from shared.kernel.wire import StoredEvent, ToBackend
from tests.factories.events import (
    a_batch,
    a_guild_delete,
    a_guild_payload,
    a_guild_sync,
    a_guild_update,
    a_message,
)
from tests.integration.ws_gateway.gateway import Gateway, an_id
from ws_gateway.runtime import runtime


def now_ms() -> int:
    return int(time.time() * 1000)


@pytest.fixture
def batch_ids() -> Iterator[str]:
    """Ids as a worker makes them: each of a later millisecond, the last of them about now."""
    start = now_ms() - 1_000
    return (make_ulid(start + number, 1 << 70) for number in range(1_000))


def history_of(guild_id: Snowflake) -> list[StoredEvent]:
    return runtime().history.page(guild_id, before=None, limit=100).items


def contents_of(guild_id: Snowflake) -> list[Any]:
    return [msgspec.json.decode(event.data)["content"] for event in history_of(guild_id)]


def guild_table() -> GuildTable:
    run = runtime()
    return GuildTable(run.dynamodb, run.config.aws)


def keep_content(guild_id: Snowflake) -> None:
    run = runtime()
    settings = SettingsService(SettingsTable(run.dynamodb, run.config.aws))
    settings.change(guild_id, "messages", MessageSettings(store_content=True), 0)


def test_a_batch_is_stored_and_acknowledged(gateway: Gateway) -> None:
    bot_id, guild_id = an_id(), an_id()
    bot = gateway.a_bot(bot_id)
    events = [a_message("hello", guild_id=guild_id, message_id=an_id()) for _ in range(3)]
    batch = a_batch(*events, batch_id=make_ulid(now_ms(), 1 << 70), bot_id=bot_id)

    answer = bot.send(batch)

    assert answer == {
        "action": "backend-ack",
        "batch_id": batch.id,
        "received": 3,
        "dead_lettered": 0,
        "timestamp": answer["timestamp"],
    }
    assert [event.id for event in history_of(guild_id)] == [event.id for event in reversed(events)]


def test_what_people_wrote_is_nowhere_in_the_store_unless_the_guild_wants_it(
    gateway: Gateway, batch_ids: Iterator[str]
) -> None:
    silent, keeping = an_id(), an_id()
    keep_content(keeping)
    bot = gateway.a_bot(bot_id := an_id())
    text = "an unmistakable sentence"

    for guild_id in (silent, keeping):
        bot.send(a_batch(a_message(text, guild_id=guild_id), batch_id=next(batch_ids), bot_id=bot_id))

    assert (contents_of(silent), contents_of(keeping)) == ([None], [text])
    items = runtime().dynamodb.scan(TableName="guildhall-events")["Items"]
    assert all("unmistakable" not in repr(item) for item in items)


def test_a_batch_that_comes_twice_changes_nothing_and_is_acknowledged_again(gateway: Gateway) -> None:
    bot_id, guild_id = an_id(), an_id()
    bot = gateway.a_bot(bot_id)
    batch = a_batch(
        a_message(guild_id=guild_id, message_id=an_id()),
        a_guild_update("Name", guild_id=guild_id, bot_id=bot_id),
        batch_id=make_ulid(now_ms(), 1 << 70),
        bot_id=bot_id,
    )

    first = bot.send(batch)
    stored = (history_of(guild_id), guild_table().load(guild_id))
    second = bot.send(batch)

    assert [answer["action"] for answer in (first, second)] == ["backend-ack"] * 2
    assert (history_of(guild_id), guild_table().load(guild_id)) == stored


def test_a_batch_that_comes_several_times_at_once_is_stored_once(gateway: Gateway) -> None:
    bot_id, guild_id = an_id(), an_id()
    keep_content(guild_id)
    bots = [gateway.a_bot(bot_id) for _ in range(6)]
    events = [a_message(str(number), guild_id=guild_id, message_id=an_id()) for number in range(20)]
    batch = a_batch(*events, batch_id=make_ulid(now_ms(), 1 << 70), bot_id=bot_id)

    with ThreadPoolExecutor(len(bots)) as threads:
        answers = list(threads.map(lambda bot: bot.send(batch), bots))

    assert {answer["action"] for answer in answers} == {"backend-ack"}
    assert contents_of(guild_id) == [str(number) for number in range(19, -1, -1)]


def test_batches_that_come_in_the_wrong_order_are_read_in_the_right_one(gateway: Gateway) -> None:
    bot_id, guild_id, start = an_id(), an_id(), now_ms()
    keep_content(guild_id)
    bot = gateway.a_bot(bot_id)

    for number in (3, 1, 2):
        message = a_message(str(number), guild_id=guild_id, message_id=an_id())
        bot.send(a_batch(message, batch_id=make_ulid(start + number, 1 << 70), bot_id=bot_id))

    assert contents_of(guild_id) == ["3", "2", "1"]


def test_an_older_report_of_a_guild_does_not_replace_a_newer_one(gateway: Gateway, batch_ids: Iterator[str]) -> None:
    bot_id, guild_id = an_id(), an_id()
    bot = gateway.a_bot(bot_id)
    older, newer = (
        a_guild_update(name, guild_id=guild_id, bot_id=bot_id, timestamp=now_ms() + offset)
        for name, offset in (("Older", 0), ("Newer", 5_000))
    )

    bot.send(a_batch(newer, batch_id=next(batch_ids), bot_id=bot_id))
    bot.send(a_batch(older, batch_id=next(batch_ids), bot_id=bot_id))

    assert guild_table().load(guild_id).name == "Newer"


def test_a_sync_records_the_guilds_and_whoever_is_missing_has_left(gateway: Gateway, batch_ids: Iterator[str]) -> None:
    bot_id = an_id()
    stays, leaves = sorted((an_id(), an_id()))
    bot = gateway.a_bot(bot_id)
    first = a_guild_sync([a_guild_payload(stays), a_guild_payload(leaves)], bot_id=bot_id, timestamp=now_ms())
    second = a_guild_sync([a_guild_payload(stays)], bot_id=bot_id, timestamp=now_ms() + 1_000)

    bot.send(a_batch(first, batch_id=next(batch_ids), bot_id=bot_id))
    bot.send(a_batch(second, batch_id=next(batch_ids), bot_id=bot_id))

    assert [guild_table().load(guild_id).is_active for guild_id in (stays, leaves)] == [True, False]


def test_a_bot_cannot_report_another_bot_s_guilds(gateway: Gateway) -> None:
    bot_id, other_id, guild_id = an_id(), an_id(), an_id()
    gateway.a_bot(other_id).send(
        a_batch(a_guild_update(guild_id=guild_id, bot_id=other_id), batch_id=make_ulid(now_ms(), 1), bot_id=other_id)
    )
    attack = a_guild_delete(guild_id=guild_id, bot_id=other_id, timestamp=now_ms() + 10_000)

    answer = gateway.a_bot(bot_id).send(a_batch(attack, batch_id=make_ulid(now_ms(), 2), bot_id=bot_id))

    assert (answer["received"], answer["dead_lettered"]) == (1, 1)
    assert guild_table().load(guild_id).is_active


def test_a_malformed_event_becomes_a_dead_letter_without_what_it_said(gateway: Gateway) -> None:
    bot_id, guild_id = an_id(), an_id()
    bot = gateway.a_bot(bot_id)
    spoilt = msgspec.Raw(json.encode({"id": "message_create:spoilt", "data": {"content": "unspeakable"}}))
    batch = a_batch(spoilt, a_message(guild_id=guild_id), batch_id=make_ulid(now_ms(), 1 << 70), bot_id=bot_id)

    answer = bot.send(batch)

    assert (answer["action"], answer["received"], answer["dead_lettered"]) == ("backend-ack", 2, 1)
    assert len(history_of(guild_id)) == 1
    letters = runtime().dynamodb.scan(TableName="guildhall-dead_letters")["Items"]
    (letter,) = (letter for letter in letters if letter["event_id"]["S"].startswith(batch.id))
    assert letter["claimed_id"]["S"] == "message_create:spoilt"
    assert "required field" in letter["reason"]["S"]
    assert "unspeakable" not in repr(letter)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"events": "%%%"}, "invalid_input"),
        ({"codec": "brotli"}, "invalid_input"),
        ({"batch_id": "01"}, "invalid_input"),
        ({"events": b64encode(compress(b"[" + b" " * 9_000_000 + b"]", Codec.ZLIB)).decode()}, "payload_too_large"),
        ({"events": b64encode(compress(b"{}", Codec.ZLIB)).decode()}, "invalid_input"),
        ({"events": "A" * 140_000}, "payload_too_large"),
    ],
    ids=["rubbish", "codec", "id", "bomb", "no array", "frame"],
)
def test_a_batch_that_cannot_be_read_is_an_error(gateway: Gateway, changes: dict[str, str], code: str) -> None:
    bot_id = an_id()
    batch = a_batch(a_message(), batch_id=make_ulid(now_ms(), 1 << 70), bot_id=bot_id)
    sound = {"action": "to-backend", "batch_id": batch.id, "codec": batch.codec, "events": batch.events}

    (answer,) = gateway.a_bot(bot_id).say(json.encode(sound | changes).decode())

    assert (answer["action"], answer["code"]) == ("error", code)


def test_other_events_under_a_committed_id_are_an_error(gateway: Gateway) -> None:
    bot_id = an_id()
    bot = gateway.a_bot(bot_id)
    batch = a_batch(a_message(guild_id=7), batch_id=make_ulid(now_ms(), an_id()), bot_id=bot_id)
    bot.send(batch)

    answer = bot.send(replace(batch, events=a_batch(a_message(guild_id=7)).events))

    assert (answer["action"], answer["code"], answer["batch_id"]) == ("error", "batch_changed", batch.id)


def test_a_browser_cannot_bring_events(gateway: Gateway) -> None:
    guild_id = an_id()
    batch = a_batch(a_message(guild_id=guild_id), batch_id=make_ulid(now_ms(), 1 << 70))

    (answer,) = gateway.a_browser(guild_id).say(ToBackend(batch_id=batch.id, codec=batch.codec, events=batch.events))

    assert (answer["action"], answer["code"], answer["batch_id"]) == ("error", "forbidden", batch.id)
    assert history_of(guild_id) == []


def test_when_the_store_fails_the_bot_is_told_to_keep_the_batch(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot_id, guild_id = an_id(), an_id()
    bot = gateway.a_bot(bot_id)
    batch = a_batch(a_message(guild_id=guild_id), batch_id=make_ulid(now_ms(), 1 << 70), bot_id=bot_id)

    def fail(*_: object) -> None:
        raise StoreUnavailableError

    with monkeypatch.context() as broken:
        broken.setattr(runtime().commit._segments, "put_all", fail)
        refused = bot.send(batch)
    accepted = bot.send(batch)

    assert (refused["action"], refused["code"], refused["batch_id"]) == ("error", "store_unavailable", batch.id)
    assert accepted["action"] == "backend-ack"
    assert len(history_of(guild_id)) == 1
