"""API Gateway's events, decoded at the door (docs.aws.amazon.com/apigateway/latest/developerguide, WebSocket APIs)."""

from typing import Any

import msgspec

from shared.features.gateway.model import ConnectionKind
from shared.kernel import json
from shared.kernel.errors import ForbiddenError, PayloadTooLargeError
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import MAX_FRAME_BYTES, MAX_MESSAGE_BYTES

LambdaEvent = dict[str, Any]


class Authorizer(msgspec.Struct, frozen=True, kw_only=True):
    """What our authorizer said of this connection; API Gateway repeats it with every message."""

    kind: ConnectionKind
    bot_id: Snowflake | None = None
    user_id: Snowflake | None = None
    login_id: str = ""


class RequestContext(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    connection_id: str
    request_id: str
    authorizer: Authorizer | None = None


class WebSocketEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    request_context: RequestContext
    body: str | None = None
    is_base64_encoded: bool = False


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a connection. `owner_id` is the bot's or the user's."""

    connection_id: str
    id: str
    kind: ConnectionKind
    owner_id: Snowflake
    body: bytes
    login_id: str = ""


def read_context(lambda_event: LambdaEvent) -> RequestContext:
    """Decode what every event has; raise `InvalidInputError` where it is no event of ours."""
    return json.convert(lambda_event, WebSocketEvent).request_context


def read_request(lambda_event: LambdaEvent) -> Request:
    """Decode an event of an authorized connection; raise `ForbiddenError`, `PayloadTooLargeError`."""
    event = json.convert(lambda_event, WebSocketEvent)
    context = event.request_context
    authorizer = context.authorizer
    owner_id = authorizer and (authorizer.bot_id if authorizer.kind is ConnectionKind.BOT else authorizer.user_id)
    if authorizer is None or not owner_id or event.is_base64_encoded:
        raise ForbiddenError
    body = (event.body or "").encode("utf-8", errors="replace")
    if len(body) > (MAX_MESSAGE_BYTES if authorizer.kind is ConnectionKind.BOT else MAX_FRAME_BYTES):
        raise PayloadTooLargeError
    return Request(
        connection_id=context.connection_id,
        id=context.request_id,
        kind=authorizer.kind,
        owner_id=owner_id,
        body=body,
        login_id=authorizer.login_id,
    )
