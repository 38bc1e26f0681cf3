"""API Gateway's events are decoded at the door."""

import pytest

from shared.features.gateway.model import ConnectionKind
from shared.kernel.errors import ForbiddenError, PayloadTooLargeError
from shared.kernel.wire import MAX_FRAME_BYTES, MAX_MESSAGE_BYTES
from tests.factories.events import BOT
from tests.factories.gateway import USER
from tests.factories.lambda_events import a_lambda_event, a_message_event
from ws_gateway.requests import read_context, read_request


@pytest.mark.parametrize("name", ["connect", "message", "disconnect"])
def test_every_event_says_whose_connection_it_is(name: str) -> None:
    request = read_request(a_lambda_event(name))

    assert (request.connection_id, request.kind, request.owner_id) == (
        "cJxYzcbXliACEuw=",
        ConnectionKind.BROWSER,
        USER,
    )


def test_a_bot_s_message_is_of_its_bot() -> None:
    request = read_request(a_message_event("{}", "c1", bot_id=BOT))

    assert (request.kind, request.owner_id, request.body) == (ConnectionKind.BOT, BOT, b"{}")


def test_the_authorizer_s_event_has_a_context() -> None:
    assert read_context(a_lambda_event("authorize")).request_id == "cJxYzH3ZliAFf4Q="


@pytest.mark.parametrize("authorizer", [None, {"kind": "bot", "user_id": "1"}, {"kind": "browser", "bot_id": "1"}])
def test_without_an_owner_of_its_kind_a_message_is_forbidden(authorizer: dict[str, str] | None) -> None:
    event = a_lambda_event("message")
    event["requestContext"]["authorizer"] = authorizer

    with pytest.raises(ForbiddenError):
        read_request(event)


def test_a_binary_message_is_forbidden() -> None:
    with pytest.raises(ForbiddenError):
        read_request(a_lambda_event("message") | {"isBase64Encoded": True})


def test_a_bot_s_message_may_come_in_several_frames_up_to_api_gateway_s_limit() -> None:
    assert len(read_request(a_message_event("x" * MAX_MESSAGE_BYTES, "c1", bot_id=BOT)).body) == MAX_MESSAGE_BYTES
    with pytest.raises(PayloadTooLargeError):
        read_request(a_message_event("x" * (MAX_MESSAGE_BYTES + 1), "c1", bot_id=BOT))


def test_a_browser_s_message_larger_than_a_frame_is_refused() -> None:
    fits, too_large = "é" * (MAX_FRAME_BYTES // 2), "é" * (MAX_FRAME_BYTES // 2) + "x"

    assert read_request(a_message_event(fits, "c1", user_id=USER)).body == fits.encode()
    with pytest.raises(PayloadTooLargeError):
        read_request(a_message_event(too_large, "c1", user_id=USER))


def test_half_a_surrogate_pair_breaks_nothing() -> None:
    assert read_request(a_message_event("\ud83d", "c1", user_id=USER)).body == b"?"
