"""How much a browser may say: it subscribes, and sends a keep-alive every four minutes."""

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Final

from shared.kernel.errors import NotFoundError, RateLimitedError, UnavailableError
from ws_gateway.requests import Request
from ws_gateway.runtime import Runtime

log = logging.getLogger(__name__)

MESSAGES_PER_MINUTE: Final = 60
TOO_MANY_PER_MINUTE: Final = 2 * MESSAGES_PER_MINUTE
_MINUTE: Final = timedelta(minutes=1)


def count_message(request: Request, run: Runtime) -> None:
    """Raise `RateLimitedError` beyond the limit; a connection that goes on all the same is ended."""
    minute = int(run.now().timestamp()) // 60
    said = run.cache.count(f"ws:said:{request.connection_id}:{minute}", _MINUTE)
    if said <= MESSAGES_PER_MINUTE:
        return
    if said > TOO_MANY_PER_MINUTE:
        log.warning("connection.abused", extra={"connection_id": request.connection_id, "owner_id": request.owner_id})
        with suppress(NotFoundError, UnavailableError):
            run.replying.close(request.connection_id)
    raise RateLimitedError(f"A connection may send {MESSAGES_PER_MINUTE} messages a minute.")
