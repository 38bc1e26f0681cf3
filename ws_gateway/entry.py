"""How every function that serves a connection begins and ends."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import extract_tb
from typing import Any, Final

import msgspec

from shared.kernel import json
from shared.kernel.errors import AppError, InvalidInputError, NotFoundError, UnavailableError
from shared.kernel.tracing import request_id
from shared.kernel.ulids import is_ulid
from shared.kernel.wire import ErrorMessage
from ws_gateway.requests import LambdaEvent, Request, read_context, read_request
from ws_gateway.runtime import Runtime, runtime

OK = {"statusCode": 200}
"""The only answer: a body would reach the client as a message of its own."""

Handler = Callable[[LambdaEvent, object], dict[str, Any]]

log = logging.getLogger(__name__)


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: str = ""


_named: Final = json.Decoder(_Named)


def serves_messages(serve: Callable[[Request, Runtime], None]) -> Handler:
    """Make a handler of a function; what goes wrong becomes an `error` message, never an exception's text."""

    def handler(lambda_event: LambdaEvent, context: object) -> dict[str, Any]:
        del context
        with tracing(read_context(lambda_event).request_id):
            try:
                serve(read_request(lambda_event), runtime())
            except Exception as error:  # noqa: BLE001 - an entry point: nothing of it may reach the client
                _tell(lambda_event, told(error))
        return OK

    return handler


@contextmanager
def tracing(id_of_request: str) -> Iterator[None]:
    """Put API Gateway's request id into every log line and command that follows."""
    token = request_id.set(id_of_request)
    try:
        yield
    finally:
        request_id.reset(token)


def told(error: Exception) -> AppError:
    """Log an error, and return what may be said of it. An exception's own text can hold what people wrote."""
    if isinstance(error, AppError) and error.status < 500:
        log.info("request.refused", extra={"code": error.code, "details": error.details})
        return error
    log.error(
        "request.failed",
        extra={
            "code": getattr(error, "code", None),
            "error": " from ".join(type(each).__name__ for each in _causes(error)),
            "at": " ".join(f"{frame.filename}:{frame.lineno}" for frame in extract_tb(error.__traceback__)),
        },
    )
    return error if isinstance(error, AppError) else AppError()


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _tell(lambda_event: LambdaEvent, error: AppError) -> None:
    context = read_context(lambda_event)
    message = ErrorMessage(
        code=error.code, message=str(error), request_id=context.request_id, batch_id=_batch_id(lambda_event)
    )
    post(runtime(), context.connection_id, json.encode(message))


def _batch_id(lambda_event: LambdaEvent) -> str | None:
    """Return the id of the batch that was refused, where the message has one."""
    try:
        named = _named.decode((lambda_event.get("body") or "").encode("utf-8", errors="replace"))
    except InvalidInputError:
        return None
    return named.batch_id if is_ulid(named.batch_id) else None


def post(run: Runtime, connection_id: str, message: bytes) -> None:
    """Answer a client; whether it is still there to hear it is its own affair."""
    try:
        run.replying.post(connection_id, message)
    except NotFoundError:
        log.info("connection.gone", extra={"connection_id": connection_id})
    except UnavailableError:
        log.warning("answer.lost", extra={"connection_id": connection_id})


def milliseconds_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
