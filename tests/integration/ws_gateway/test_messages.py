"""What no client may say is refused with a code, and never with an exception's text."""

import pytest

from tests.factories.lambda_events import a_lambda_event
from tests.integration.ws_gateway.gateway import Gateway, an_id
from ws_gateway import connect, messages
from ws_gateway.limits import MESSAGES_PER_MINUTE, TOO_MANY_PER_MINUTE
from ws_gateway.runtime import runtime


@pytest.mark.parametrize("body", ["", "hello", "[]", "{}", '{"action":7}', '{"action":"dance"}', "\ud83d"])
def test_an_unknown_action_is_answered(gateway: Gateway, body: str) -> None:
    (answer,) = gateway.a_browser().say(body)

    assert (answer["action"], answer["code"]) == ("error", "unknown_action")
    assert answer["request_id"] == a_lambda_event("message")["requestContext"]["requestId"]


@pytest.mark.parametrize("action", ["register", "to-backend", "command-result"])
def test_a_browser_may_not_say_what_bots_say(gateway: Gateway, action: str) -> None:
    (answer,) = gateway.a_browser().say({"action": action})

    assert (answer["action"], answer["code"]) == ("error", "forbidden")


@pytest.mark.parametrize("action", ["subscribe", "unsubscribe"])
def test_a_bot_may_not_say_what_browsers_say(gateway: Gateway, action: str) -> None:
    (answer,) = gateway.a_bot(an_id()).say({"action": action, "guild_id": "1"})

    assert (answer["action"], answer["code"]) == ("error", "forbidden")


def test_a_message_larger_than_a_frame_is_refused(gateway: Gateway) -> None:
    (answer,) = gateway.a_browser().say({"action": "subscribe", "guild_id": "1", "padding": "x" * 33_000})

    assert answer["code"] == "payload_too_large"


@pytest.mark.parametrize("guild_id", ["", "x", 7, "-1", "99999999999999999999"])
def test_an_id_that_is_none_is_refused(gateway: Gateway, guild_id: object) -> None:
    (answer,) = gateway.a_browser().say({"action": "subscribe", "guild_id": guild_id})

    assert answer["code"] == "invalid_input"


def test_what_goes_wrong_inside_is_not_told(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = gateway.a_browser()
    secret = "a text that only the log may know, and not even that"

    def fail(*_: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(runtime().connections, "load", fail)
    (answer,) = browser.say({"action": "keep-alive"})

    assert (answer["action"], answer["code"]) == ("error", "internal_error")
    assert secret not in str(answer)


def test_what_goes_wrong_inside_is_logged_without_what_people_wrote(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = gateway.a_browser()

    def fail(*_: object) -> None:
        raise RuntimeError("what somebody wrote")

    monkeypatch.setattr(runtime().connections, "load", fail)
    browser.say({"action": "keep-alive"})

    logged = capsys.readouterr().out
    assert '"error": "RuntimeError"' in logged
    assert "somebody" not in logged


def test_a_connection_that_cannot_be_remembered_is_refused(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(runtime().connections, "add", fail)

    assert connect.handler(a_lambda_event("connect"), None) == {"statusCode": 500}


@pytest.mark.usefixtures("gateway")
def test_a_message_of_a_connection_that_nobody_authorized_is_forbidden() -> None:
    event = a_lambda_event("message")
    del event["requestContext"]["authorizer"]

    assert messages.handler(event, None) == {"statusCode": 200}


def test_a_browser_that_says_too_much_is_told_so_and_in_the_end_disconnected(gateway: Gateway) -> None:
    browser = gateway.a_browser()
    answers: list[str] = []
    a_minute_may_end_meanwhile = 2 * TOO_MANY_PER_MINUTE + 1

    while browser.id not in gateway.post_office.closed and len(answers) < a_minute_may_end_meanwhile:
        answers += [answer.get("code", "") for answer in browser.say({"action": "keep-alive"})]

    assert browser.id in gateway.post_office.closed
    assert len(answers) > TOO_MANY_PER_MINUTE
    assert set(answers) == {"", "rate_limited"}
    assert answers[:MESSAGES_PER_MINUTE] == [""] * MESSAGES_PER_MINUTE


def test_bots_are_not_counted(gateway: Gateway) -> None:
    bot = gateway.a_bot(an_id())

    answers = [bot.say({"action": "keep-alive"})[-1]["action"] for _ in range(MESSAGES_PER_MINUTE + 5)]

    assert set(answers) == {"kept-alive"}
