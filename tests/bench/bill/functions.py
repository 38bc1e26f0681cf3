"""The gateway's functions, invoked in this process over tables and connections that count."""

import logging
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

from infra.local import environment
from shared.adapters.logs import JsonFormatter
from shared.adapters.websocket_api import WebSocketApi
from shared.config.processes import read_lambda_config
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import MAX_FRAME_BYTES
from tests.bench.bill.counts import Counts
from tests.bench.bill.tables import PREFIX, MeteredTables
from tests.factories.bot_tokens import LINK_SECRET
from ws_gateway import connect, disconnect, entry, roll_up
from ws_gateway.runtime import Runtime

MEGABYTES: Final = 1024  # of most functions, in infra/templates/gateway.yaml
MEGABYTES_OF_A_CORE: Final = 1769  # docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
TABLE_SECONDS: Final = 0.005  # a function waits so long for a table, one after the other
POST_SECONDS: Final = 0.010  # and for @connections, 48 at once
POSTS_AT_ONCE: Final = 48
PLATFORM_LOG_BYTES: Final = 300  # START, END and REPORT
LOG_EVENT_BYTES: Final = 26  # what CloudWatch adds to each line
PLATFORM_LINES: Final = 3
KEY: Final = "ab" * 32


class MeteredConnections:
    """The HTTP pool of @connections; everybody is there, and hears at once."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self.posts = 0

    def urlopen(self, _method: str, _path: str, body: bytes, _headers: object, retries: object) -> SimpleNamespace:
        del retries
        self.posts += 1
        self._counts.messages += frames(len(body))
        self._counts.bytes_out += len(body)
        return SimpleNamespace(status=200)


class MeteredLog(logging.Handler):
    def __init__(self, counts: Counts) -> None:
        super().__init__()
        self._counts = counts
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self._counts.log_bytes += len(self.format(record).encode()) + LOG_EVENT_BYTES


class Everybody:
    """May see everything; and Redis, which is not paid by use: it remembers nothing and counts to one."""

    def require_view(self, _user_id: Snowflake, _guild_id: Snowflake) -> None: ...

    def may_view(self, _user_id: Snowflake, _guild_id: Snowflake) -> bool:
        return True

    def apply(self, _effects: object) -> None: ...

    def has(self, _key: str) -> bool:
        return False

    def count(self, _key: str, _lifetime: object) -> int:
        return 1


class Functions(Runtime):
    """`moment` is what the clock shows (milliseconds since 1970)."""

    def __init__(self, buckets: int) -> None:
        super().__init__(read_lambda_config(_variables(buckets)))
        self.counts = Counts()
        self.moment = 0
        self.tables, self._pool = MeteredTables(self.counts), MeteredConnections(self.counts)
        everybody = Everybody()
        parts = {"cache": everybody, "one_time_store": everybody, "access": everybody, "access_changes": everybody}
        with patch.dict(os.environ, {"AWS_ACCESS_KEY_ID": "bill", "AWS_SECRET_ACCESS_KEY": "bill"}):
            vars(self).update(parts, dynamodb=self.tables.client(), replying=self._api(), streaming=self._api())

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.moment / 1000, UTC)

    def _api(self) -> WebSocketApi:
        api = WebSocketApi(self.config.aws, self.config.gateway, timeout_seconds=1, attempts=1)
        vars(api)["_pool"] = self._pool
        return api

    def invoke(self, handler: Callable[[dict[str, Any], object], object], event: dict[str, Any]) -> None:
        """Run a function; what it takes is the CPU time measured here, and a fixed wait for each request."""
        requests, posts = self.tables.requests, self._pool.posts
        aside, began = self.tables.aside, time.process_time()
        handler(event, None)
        cpu = time.process_time() - began - (self.tables.aside - aside)
        waited = (self.tables.requests - requests) * TABLE_SECONDS + _post_seconds(self._pool.posts - posts)
        seconds = cpu * MEGABYTES_OF_A_CORE / MEGABYTES + waited
        self.counts.invocations += 1
        self.counts.gb_seconds += seconds * MEGABYTES / 1024
        self.counts.log_bytes += PLATFORM_LOG_BYTES + PLATFORM_LINES * LOG_EVENT_BYTES

    def hear(self, handler: Callable[[dict[str, Any], object], object], event: dict[str, Any]) -> None:
        """Run a function for a message that came by the WebSocket API, which counts, too."""
        self.counts.messages += frames(len(event["body"]))
        self.invoke(handler, event)


class Running:
    """While it lasts, the handlers run on these functions, and what they log is counted."""

    def __init__(self, functions: Functions) -> None:
        self._patches = [
            patch.object(module, "runtime", lambda: functions) for module in (entry, connect, disconnect, roll_up)
        ]
        self._log = MeteredLog(functions.counts)
        self._root = logging.getLogger()
        self._before = (self._root.handlers, self._root.level)

    def __enter__(self) -> None:
        self._root.handlers = [self._log]
        self._root.setLevel(logging.INFO)
        logging.getLogger("botocore").setLevel(logging.WARNING)
        for each in self._patches:
            each.start()

    def __exit__(self, *_: object) -> None:
        for each in self._patches:
            each.stop()
        self._root.handlers, level = self._before
        self._root.setLevel(level)


def _post_seconds(posts: int) -> float:
    """The first answers the bot; those to browsers wait together."""
    return POST_SECONDS * (min(posts, 1) + -(-(posts - 1) // POSTS_AT_ONCE) if posts else 0)


def _variables(buckets: int) -> Mapping[str, str]:
    return {
        **environment.aws_client("http://127.0.0.1:9", "us-east-1"),
        "TABLE_PREFIX": PREFIX,
        "EVENT_BUCKETS": str(buckets),
        "GATEWAY_URL": "wss://us.execute-api.us-east-1.amazonaws.com/live",
        "REDIS_URL": "redis://unused",
        "DISCORD_CLIENT_ID": "1",
        "DISCORD_CLIENT_SECRET": "unused",
        "DISCORD_CALLBACK_URL": "https://us/api/auth/discord/callback",
        "BOT_LINK_SECRET": LINK_SECRET,
        "ENCRYPTION_KEY": KEY,
    }


def frames(size: int) -> int:
    return max(1, -(-size // MAX_FRAME_BYTES))
