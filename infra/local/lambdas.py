"""Runs the gateway's Lambda handlers for the local AWS, in parallel, in one process with one log.

`python -m infra.local.lambdas PORT`. MiniStack posts an invocation's event to the URL in the function's
MINISTACK_LAMBDA_PROXY_URL, whose last segment is the handler; the answer is the function's result.
"""

import importlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from infra.local.ports import HOST
from shared.adapters.logs import set_up_logs

_PACKAGE: Final = "ws_gateway."
_log = logging.getLogger("lambdas")

Handler = Callable[[dict[str, Any], "Context"], Any]


class FailedInvocationError(Exception):
    """An invocation that no client waits for has failed."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What Lambda hands to a handler beside the event: docs.aws.amazon.com/lambda/latest/dg/python-context.html."""

    function_name: str
    function_version: str
    invoked_function_arn: str
    aws_request_id: str
    deadline_ms: int
    memory_limit_in_mb: str = "1024"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, self.deadline_ms - int(time.time() * 1000))


class Invocations(BaseHTTPRequestHandler):
    """POST /<module>.<function> is one invocation."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # the answer leaves in one packet: two would wait for each other (Nagle and delayed acknowledgement)

    def do_GET(self) -> None:
        self._answer(HTTPStatus.OK, {"status": "ok"})

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        target = self.path.strip("/")
        if not target.startswith(_PACKAGE):
            self._answer(HTTPStatus.NOT_FOUND, {"errorMessage": "no such function", "errorType": "NotFound"})
            return
        try:
            self._answer(HTTPStatus.OK, invoke(target, event, self._context()))
        except FailedInvocationError:
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"errorMessage": "failed", "errorType": "Unhandled"})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - as in the class it overrides
        return

    def _context(self) -> Context:
        return Context(
            function_name=self.headers.get("X-Amzn-Lambda-Function-Name", ""),
            function_version=self.headers.get("X-Amzn-Lambda-Function-Version", "$LATEST"),
            invoked_function_arn=self.headers.get("X-Amzn-Lambda-Function-Arn", ""),
            aws_request_id=self.headers.get("X-Amzn-Lambda-Request-Id", ""),
            deadline_ms=int(self.headers.get("X-Amzn-Lambda-Deadline-Ms", "0")),
        )

    def _answer(self, status: HTTPStatus, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def invoke(target: str, event: dict[str, Any], context: Context) -> Any:
    """Run a handler; when it fails, give what API Gateway tells a client then: no word about why.

    Raise `FailedInvocationError` where no connection caused it, so that whoever invoked it tries again.
    """
    module, _, function = target.rpartition(".")
    started = time.perf_counter()
    try:
        handler: Handler = getattr(importlib.import_module(module), function)
        result = handler(event, context)
    except Exception:  # noqa: BLE001 - an entry point: whatever a handler raises is one failed invocation
        _log.exception("lambda.failed", extra={"handler": target})
        if "requestContext" not in event:
            raise FailedInvocationError from None
        return _internal_error(event)
    _log.debug("lambda.done", extra={"handler": target, "milliseconds": _milliseconds_since(started)})
    return result


def _internal_error(event: dict[str, Any]) -> dict[str, Any]:
    context = event.get("requestContext", {})
    body = {
        "message": "Internal server error",
        "connectionId": context.get("connectionId"),
        "requestId": context.get("requestId"),
    }
    return {"statusCode": 500, "body": json.dumps(body)}


def _milliseconds_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    set_up_logs(os.environ.get("LOG_LEVEL", "INFO"))
    Server((HOST, int(sys.argv[1])), Invocations).serve_forever()


if __name__ == "__main__":
    main()
