"""API Gateway's @connections over HTTP, as far as our functions use it, with connections that are gone or slow.

MiniStack's own has no slow ones; the tests that need none of that go through MiniStack.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import msgspec


class ConnectionsApi(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.messages: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.gone: set[str] = set()
        self.slow: set[str] = set()
        self.closed: list[str] = []

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.server_port}/stage"

    def take(self, connection_id: str) -> list[dict[str, Any]]:
        """Return what this connection was sent since the last time."""
        return self.messages.pop(connection_id, [])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: ConnectionsApi

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        connection_id = self._connection_id()
        if connection_id in self.server.gone:
            self._answer(410)
            return
        if connection_id in self.server.slow:
            time.sleep(1.5)
        self.server.messages[connection_id].append(msgspec.json.decode(body))
        self._answer(200)

    def do_DELETE(self) -> None:
        self.server.closed.append(self._connection_id())
        self._answer(204)

    def _connection_id(self) -> str:
        return unquote(self.path.rpartition("/@connections/")[2])

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def connections_api() -> Iterator[ConnectionsApi]:
    with ConnectionsApi() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
