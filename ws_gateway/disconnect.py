"""The function behind `$disconnect`: forget the connection, and what it followed. API Gateway calls it when it can."""

import logging
from typing import Any

from ws_gateway.entry import OK, told, tracing
from ws_gateway.requests import LambdaEvent, read_context
from ws_gateway.runtime import runtime

log = logging.getLogger(__name__)


def handler(lambda_event: LambdaEvent, context: object) -> dict[str, Any]:
    """Forget; what cannot be forgotten now is found gone at the next message to it, or expires."""
    del context
    request = read_context(lambda_event)
    with tracing(request.request_id):
        try:
            runtime().connections.forget(request.connection_id)
            log.info("connection.closed", extra={"connection_id": request.connection_id})
        except Exception as error:  # noqa: BLE001 - an entry point: nobody is left to tell
            told(error)
    return OK
