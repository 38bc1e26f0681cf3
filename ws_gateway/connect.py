"""The function behind `$connect`: remember the connection."""

import logging
from typing import Any

from shared.features.gateway.model import Connection
from shared.features.gateway.rules import CONNECTION_LIFETIME
from shared.features.logins.endings import ended_key
from shared.kernel.errors import UnauthenticatedError
from ws_gateway.entry import OK, told, tracing
from ws_gateway.requests import LambdaEvent, read_context, read_request
from ws_gateway.runtime import runtime

log = logging.getLogger(__name__)


def handler(lambda_event: LambdaEvent, context: object) -> dict[str, Any]:
    """Answer 200, or 500, which refuses the connection: one that we cannot remember would be a deaf one."""
    del context
    with tracing(read_context(lambda_event).request_id):
        try:
            _remember(lambda_event)
        except Exception as error:  # noqa: BLE001 - an entry point: nothing of it may reach the client
            told(error)
            return {"statusCode": 500}
    return OK


def _remember(lambda_event: LambdaEvent) -> None:
    request, run = read_request(lambda_event), runtime()
    now = run.now()
    run.connections.add(
        Connection(
            id=request.connection_id,
            kind=request.kind,
            owner_id=request.owner_id,
            connected_at=now,
            expires_at=now + CONNECTION_LIFETIME,
            login_id=request.login_id,
        )
    )
    if request.login_id and run.one_time_store.has(ended_key(request.login_id)):
        run.connections.forget(request.connection_id)  # its login ended while it connected
        raise UnauthenticatedError
    log.info("connection.opened", extra={"kind": request.kind, "connection_id": request.connection_id})
