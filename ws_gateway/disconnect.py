"""The function behind `$disconnect`: forget the connection, and what it followed. API Gateway calls it when it can."""

import logging
from typing import Any

from shared.features.gateway.model import Watcher
from shared.kernel.errors import NotFoundError
from ws_gateway.entry import OK, told, tracing
from ws_gateway.requests import LambdaEvent, read_context
from ws_gateway.runtime import Runtime, runtime

log = logging.getLogger(__name__)


def handler(lambda_event: LambdaEvent, context: object) -> dict[str, Any]:
    """Forget; what cannot be forgotten now is found gone at the next message to it, or expires."""
    del context
    request = read_context(lambda_event)
    with tracing(request.request_id):
        try:
            run = runtime()
            shown = _shown(run, request.connection_id)
            run.connections.forget(request.connection_id)
            for watcher in shown:
                run.viewers.tell(watcher.guild_id, {watcher.shows.subject} if watcher.shows else ())
            log.info("connection.closed", extra={"connection_id": request.connection_id})
        except Exception as error:  # noqa: BLE001 - an entry point: nobody is left to tell
            told(error)
    return OK


def _shown(run: Runtime, connection_id: str) -> list[Watcher]:
    """Return what the connection showed, of which others know."""
    try:
        guild_ids = run.connections.load(connection_id).guilds
    except NotFoundError:
        return []
    return run.viewers.shown_by(connection_id, guild_ids)
