"""The authorizer lets in who has a token of their own, once."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis

from shared.features.logins.endings import ended_key
from tests.factories.bot_tokens import a_bot_token
from tests.factories.lambda_events import a_lambda_event
from tests.integration.ws_gateway.gateway import Gateway, an_id
from ws_gateway import authorizer
from ws_gateway.runtime import forget_runtime


def effect_of(policy: dict[str, Any]) -> str:
    (statement,) = policy["policyDocument"]["Statement"]
    assert statement["Action"] == "execute-api:Invoke"
    assert statement["Resource"] == a_lambda_event("authorize")["methodArn"]
    return str(statement["Effect"])


def a_fresh_token(**claims: Any) -> str:
    return a_bot_token(datetime.now(UTC), jti=os.urandom(8).hex(), **claims)


def test_a_bot_s_token_makes_the_connection_its_bot_s(gateway: Gateway) -> None:
    bot_id = an_id()

    policy = gateway.authorize(a_fresh_token(sub=str(bot_id)))

    assert effect_of(policy) == "Allow"
    assert policy["context"] == {"kind": "bot", "bot_id": str(bot_id)}
    assert policy["principalId"] == f"bot#{bot_id}"


def test_a_ticket_makes_the_connection_its_user_s(gateway: Gateway) -> None:
    user_id = an_id()

    policy = gateway.authorize(gateway.a_ticket(user_id))

    assert effect_of(policy) == "Allow"
    assert policy["context"] == {"kind": "browser", "user_id": str(user_id), "login_id": "0" * 32}


def test_a_ticket_of_a_login_that_has_ended_is_denied(gateway: Gateway) -> None:
    login_id = os.urandom(16).hex()
    ticket = gateway.a_ticket(an_id(), login_id)

    gateway.redis.set(ended_key(login_id), b"", ex=60)

    assert effect_of(gateway.authorize(ticket)) == "Deny"


def test_a_ticket_is_good_once(gateway: Gateway) -> None:
    ticket = gateway.a_ticket(an_id())

    assert [effect_of(gateway.authorize(ticket)) for _ in range(2)] == ["Allow", "Deny"]


def test_a_bot_s_token_is_good_once(gateway: Gateway) -> None:
    token = a_fresh_token()

    assert [effect_of(gateway.authorize(token)) for _ in range(2)] == ["Allow", "Deny"]


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "x" * 5_000, "é\ud83d"])
def test_anything_else_is_denied(gateway: Gateway, token: str) -> None:
    policy = gateway.authorize(token)

    assert effect_of(policy) == "Deny"
    assert policy["context"] == {}


def test_a_token_of_a_minute_ago_is_denied(gateway: Gateway) -> None:
    old = a_bot_token(datetime.now(UTC) - timedelta(seconds=61), jti=os.urandom(8).hex())

    assert effect_of(gateway.authorize(old)) == "Deny"


@pytest.mark.usefixtures("gateway")
def test_a_connect_without_a_token_is_denied() -> None:
    event = a_lambda_event("authorize") | {"queryStringParameters": None}

    assert effect_of(authorizer.handler(event, None)) == "Deny"


def test_without_redis_nobody_gets_in(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    forget_runtime()

    assert effect_of(gateway.authorize(a_fresh_token())) == "Deny"


def test_no_ticket_rests_in_redis_in_clear(gateway: Gateway) -> None:
    ticket = gateway.a_ticket(an_id())

    client: redis.Redis = gateway.redis
    assert all(ticket.encode() not in key for key in client.scan_iter())
