"""What a client of the WebSocket might try to be, to follow, or to say."""

import base64
import os
import time
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from shared.features.gateway.rules import MAX_SUBSCRIPTIONS, ticket_key
from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.factories.bot_tokens import LINK_SECRET, a_bot_token
from tests.factories.events import a_batch, a_message
from tests.factories.lambda_events import a_message_event, an_authorize_event
from tests.integration.ws_gateway.gateway import Client, Gateway, a_registration, an_id
from ws_gateway import authorizer, messages


def effect(policy: dict[str, Any]) -> str:
    (statement,) = policy["policyDocument"]["Statement"]
    return str(statement["Effect"])


def a_fresh_token(**claims: Any) -> str:
    return a_bot_token(datetime.now(UTC), **{"jti": os.urandom(8).hex(), **claims})


def refusals(heard: list[dict[str, Any]]) -> list[str]:
    said = {"action", "code", "message", "request_id"}
    assert all({*message} - {"guild_id", "batch_id"} == said for message in heard)
    return [message["code"] for message in heard]


def a_batch_of(bot_id: Snowflake, guild_id: Snowflake) -> dict[str, Any]:
    batch_id = make_ulid(int(time.time() * 1000), an_id() << 10)
    batch = a_batch(a_message(guild_id=guild_id, message_id=an_id()), batch_id=batch_id, bot_id=bot_id)
    return {"action": "to-backend", "batch_id": batch.id, "codec": batch.codec, "events": batch.events}


# --- Who somebody is


def test_a_ticket_opens_one_connection(gateway: Gateway) -> None:
    ticket = gateway.a_ticket(an_id())

    assert [effect(gateway.authorize(ticket)) for _ in range(3)] == ["Allow", "Deny", "Deny"]


def test_a_ticket_ends_after_its_minute(gateway: Gateway) -> None:
    ticket = gateway.a_ticket(an_id())
    assert 0 < int(gateway.redis.ttl(ticket_key(ticket))) <= 60

    gateway.redis.pexpire(ticket_key(ticket), 0)

    assert effect(gateway.authorize(ticket)) == "Deny"


@pytest.mark.parametrize("change", ["upper", "strip one", "add one", "space", "zero byte"])
def test_nearly_a_ticket_is_none(gateway: Gateway, change: str) -> None:
    ticket = "abcdef" + gateway.a_ticket(an_id())[6:]
    gateway.redis.set(ticket_key(ticket), str(an_id()), ex=60)
    changed = {"upper": ticket.upper(), "strip one": ticket[:-1], "add one": ticket + "0", "space": f" {ticket}",
               "zero byte": ticket + "\0"}[change]  # fmt: skip

    assert effect(gateway.authorize(changed)) == "Deny"


def test_a_browser_s_ticket_is_a_browser_s_whatever_else_the_address_says(gateway: Gateway) -> None:
    bot_id, event = an_id(), an_authorize_event(gateway.a_ticket(an_id()))
    event["queryStringParameters"] |= {"kind": "bot", "bot_id": str(bot_id), "principalId": f"bot#{bot_id}"}

    policy = authorizer.handler(event, None)

    assert set(policy["context"]) <= {"kind", "user_id", "login_id"}
    assert policy["context"]["kind"] == "browser"


@pytest.mark.parametrize(
    "claims",
    [
        {"typ": "access"}, {"typ": "browser"}, {"typ": None}, {"aud": "api"}, {"aud": None}, {"iss": "x"},
        {"iss": None},
        {"sub": "0"}, {"sub": "-1"}, {"sub": ""}, {"sub": "x"}, {"sub": None}, {"jti": ""}, {"jti": None},
        {"jti": "x" * 65},
        {"jti": 7}, {"exp": 0}, {"exp": 99_999_999_999}, {"exp": None}, {"exp": "soon"}, {"iat": 0}, {"iat": None},
        {"iat": 99_999_999_999}, {"secret": "another secret of the same length and more"}, {"algorithm": "HS512"},
        {"algorithm": "HS384"},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_bot_s_token_that_is_not_quite_sound_is_refused(gateway: Gateway, claims: dict[str, Any]) -> None:
    assert effect(gateway.authorize(a_fresh_token(**claims))) == "Deny"


def test_an_unsigned_bot_s_token_is_refused(gateway: Gateway) -> None:
    claims = jwt.decode(a_fresh_token(), options={"verify_signature": False})

    assert effect(gateway.authorize(jwt.encode(claims, "", algorithm="none"))) == "Deny"


@pytest.mark.parametrize("seconds", [61, 3_600, -30])
def test_a_bot_s_token_of_another_minute_is_refused(gateway: Gateway, seconds: float) -> None:
    token = a_bot_token(datetime.now(UTC) - timedelta(seconds=seconds), jti=os.urandom(8).hex())

    assert effect(gateway.authorize(token)) == "Deny"


def test_a_bot_s_token_is_taken_once(gateway: Gateway) -> None:
    token = a_fresh_token()

    assert [effect(gateway.authorize(token)) for _ in range(2)] == ["Allow", "Deny"]


def test_an_access_token_of_the_api_opens_no_connection(gateway: Gateway) -> None:
    now = int(time.time())
    claims = {"iss": "guildhall", "aud": "api", "typ": "access", "sub": "7", "iat": now, "exp": now + 900}

    assert effect(gateway.authorize(jwt.encode(claims, LINK_SECRET))) == "Deny"


@pytest.mark.parametrize(
    "token", ["a.b.c", "..", "a" * 3_000, "a." * 1_000, "*", "\r\nGET x", "ws:ticket:*", "{}", "é.é.é"]
)
def test_what_is_neither_token_nor_ticket_is_refused(gateway: Gateway, token: str) -> None:
    policy = gateway.authorize(token)

    assert (effect(policy), policy["context"], policy["principalId"]) == ("Deny", {}, "nobody")


@pytest.mark.parametrize(
    "authorizing", [None, {}, {"kind": "bot"}, {"kind": "browser", "bot_id": "7"}, {"kind": "root"}]
)
def test_a_connection_that_nobody_authorized_says_nothing(gateway: Gateway, authorizing: dict[str, Any] | None) -> None:
    client = Client(gateway, bot_id=an_id())
    event = a_message_event('{"action":"register"}', client.id, bot_id=client.owner_id)
    event["requestContext"]["authorizer"] = authorizing

    with suppress(InvalidInputError):  # it is no event of API Gateway's
        messages.handler(event, None)

    assert "registered" not in {message["action"] for message in client.heard()}


# --- What its kind allows


@pytest.mark.parametrize("action", ["register", "to-backend", "command-result"])
def test_a_browser_says_nothing_that_a_bot_says(gateway: Gateway, action: str) -> None:
    browser, bot_id = gateway.a_browser(), an_id()
    message = {
        "register": a_registration(bot_id),
        "to-backend": a_batch_of(bot_id, an_id()),
        "command-result": {"action": "command-result", "command_id": "x", "ok": True, "data": {}},
    }[action]

    assert refusals(browser.say(message)) == ["forbidden"]


@pytest.mark.parametrize("action", ["subscribe", "unsubscribe"])
def test_a_bot_says_nothing_that_a_browser_says(gateway: Gateway, action: str) -> None:
    bot = gateway.a_bot(an_id())

    assert refusals(bot.say({"action": action, "guild_id": str(an_id())})) == ["forbidden"]


def test_a_browser_does_not_register_as_its_own_user_either(gateway: Gateway) -> None:
    browser = gateway.a_browser()

    assert refusals(browser.say(a_registration(browser.owner_id))) == ["forbidden"]


def test_a_bot_does_not_register_as_another_bot(gateway: Gateway) -> None:
    bot = Client(gateway, bot_id=an_id())
    bot.connect()

    assert refusals(bot.say(a_registration(an_id()))) == ["forbidden"]


@pytest.mark.parametrize("second", ["register", "to-backend", "command-result"])
def test_an_action_given_twice_is_judged_as_it_is_read(gateway: Gateway, second: str) -> None:
    browser = gateway.a_browser()

    for text in (
        f'{{"action":"keep-alive", "action": "{second}"}}',
        f'{{"action": "{second}", "action":"keep-alive"}}',
    ):
        assert {message["action"] for message in browser.say(text)} <= {"error", "kept-alive"}


@pytest.mark.parametrize(
    "action", ["watch", "from-backend", "registered", "event", "$connect", "$disconnect", "", "REGISTER"]
)
def test_what_only_we_say_nobody_else_says(gateway: Gateway, action: str) -> None:
    for client in (gateway.a_browser(), gateway.a_bot(an_id())):
        assert refusals(client.say({"action": action})) == ["unknown_action"]


# --- What somebody may follow


def test_a_foreign_guild_cannot_be_followed(gateway: Gateway) -> None:
    mine, foreign, bot_id = an_id(), an_id(), an_id()
    browser, bot = gateway.a_browser(mine), gateway.a_bot(bot_id)

    refused = refusals(browser.say({"action": "subscribe", "guild_id": str(foreign)}))
    bot.say(a_batch_of(bot_id, foreign))

    assert refused == ["guild_forbidden"]
    assert browser.heard() == []


def test_following_with_a_cursor_reads_no_foreign_history(gateway: Gateway) -> None:
    foreign, bot_id = an_id(), an_id()
    browser = gateway.a_browser(an_id())
    gateway.a_bot(bot_id).say(a_batch_of(bot_id, foreign))

    heard = browser.say({"action": "subscribe", "guild_id": str(foreign), "cursor": "0" * 26})

    assert refusals(heard) == ["guild_forbidden"]


def test_of_a_guild_in_the_same_bucket_nothing_is_heard(gateway: Gateway) -> None:
    mine, bot_id = an_id(), an_id()
    browser, bot = gateway.a_browser(mine), gateway.a_bot(bot_id)
    browser.say({"action": "subscribe", "guild_id": str(mine)})

    for _ in range(80):  # more than there are buckets
        bot.say(a_batch_of(bot_id, an_id()))

    assert [message for message in browser.heard() if message["action"] == "event"] == []


@pytest.mark.parametrize("guild_id", ["0", "-1", "1 ", "9" * 19, "9" * 60, "*", "", "１", "1#x", 7, None, [], True])
def test_what_is_no_guild_cannot_be_followed(gateway: Gateway, guild_id: object) -> None:
    browser = gateway.a_browser(an_id())

    heard = browser.say({"action": "subscribe", "guild_id": guild_id})

    assert set(refusals(heard)) <= {"invalid_input", "guild_forbidden"}
    assert heard


@pytest.mark.parametrize(
    "cursor", ["", "0" * 25, "0" * 27, "é" * 26, "8" * 26, "I" * 26, "' OR 1=1 --", "x" * 9_000, 7, {}]
)
def test_what_is_no_cursor_replays_nothing(gateway: Gateway, cursor: object) -> None:
    guild_id = an_id()
    browser = gateway.a_browser(guild_id)

    heard = browser.say({"action": "subscribe", "guild_id": str(guild_id), "cursor": cursor})

    assert "event" not in {message["action"] for message in heard}
    assert "internal_error" not in {message.get("code") for message in heard}


def test_a_connection_follows_no_more_than_its_share(gateway: Gateway) -> None:
    guild_ids = [an_id() for _ in range(MAX_SUBSCRIPTIONS + 1)]
    browser = gateway.a_browser(*guild_ids)

    answers = [browser.say({"action": "subscribe", "guild_id": str(guild_id)})[-1] for guild_id in guild_ids]

    assert [answer["action"] for answer in answers[:-1]] == ["subscribed"] * MAX_SUBSCRIPTIONS
    assert answers[-1]["code"] == "rate_limited"


# --- What somebody says


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "7", '"x"', "{", "{}", '{"action":null}', '{"action":["register"]}', '{"action":' * 3_000,
     "[" * 30_000, '{"action":"subscribe","guild_id":' + "[" * 10_000, "\ud800", '{"action":"keep-alive"}{}', "\x00"],
    ids=lambda text: ascii(text[:24]),
)  # fmt: skip
def test_what_is_no_message_is_refused_without_a_word_of_ours(gateway: Gateway, body: str) -> None:
    for client in (gateway.a_browser(), gateway.a_bot(an_id())):
        (code,) = refusals(client.say(body))
        assert code in {"unknown_action", "invalid_input"}


def test_a_message_over_the_limit_is_refused(gateway: Gateway) -> None:
    client = gateway.a_browser()

    assert refusals(client.say('{"action":"keep-alive","x":"' + "é" * 17_000 + '"}')) == ["payload_too_large"]


@pytest.mark.parametrize("codec", ["zlib", "zstd"])
def test_a_bomb_is_not_unpacked(gateway: Gateway, codec: str) -> None:
    import zstandard

    bot = gateway.a_bot(an_id())
    plain = b"[" + b" " * 64 * 1024 * 1024 + b"]"
    bomb = zlib.compress(plain, 9) if codec == "zlib" else zstandard.ZstdCompressor(level=19).compress(plain)
    events = base64.b64encode(bomb).decode()[: 31 * 1024]
    batch_id = make_ulid(int(time.time() * 1000), an_id() << 10)

    (answer,) = bot.say(f'{{"action":"to-backend","batch_id":"{batch_id}","codec":"{codec}","events":"{events}"}}')

    assert answer["code"] in {"payload_too_large", "invalid_input"}


@pytest.mark.parametrize("command_id", ["", "*", "x\r\nFLUSHALL", "a b", "x" * 65, "../x", "oauth:state:x", "é"])
def test_an_answer_to_no_command_is_refused(gateway: Gateway, command_id: str) -> None:
    bot = gateway.a_bot(an_id())

    heard = bot.say({"action": "command-result", "command_id": command_id, "ok": True, "data": {}})

    assert refusals(heard) == ["invalid_input"]


@pytest.mark.parametrize(
    "change",
    [{"name": "x" * 101}, {"version": "x" * 101}, {"shard_ids": list(range(1_001)), "shard_count": 2_000},
     {"shard_ids": [-1]}, {"shard_ids": [1]}, {"shard_count": 0}],
    ids=lambda change: str(change)[:30],
)  # fmt: skip
def test_a_registration_that_cannot_be_is_refused(gateway: Gateway, change: dict[str, Any]) -> None:
    bot = Client(gateway, bot_id=an_id())
    bot.connect()

    assert refusals(bot.say(a_registration(bot.owner_id, **change))) == ["invalid_input"]
