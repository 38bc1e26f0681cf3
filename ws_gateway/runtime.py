"""What the functions stand on: the configuration, read once per process, and parts that are made when first used.

Imports are inside of the parts: a function's cold start pays for what it uses, and for no more.
"""

import os
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from shared.config.processes import LambdaConfig, read_lambda_config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from redis import Redis

    from shared.adapters.functions import Functions
    from shared.adapters.redis_store import RedisCache, RedisOneTimeStore, RedisReplies
    from shared.adapters.websocket_api import WebSocketApi
    from shared.features.access.changes import AccessChanges
    from shared.features.access.service import AccessService
    from shared.features.activity.service import ActivityCount
    from shared.features.cases.anchoring import Anchoring
    from shared.features.events.commit import EventCommit
    from shared.features.events.service import EventHistory
    from shared.features.gateway.command_table import CommandTable
    from shared.features.gateway.followers import GuildFollowers
    from shared.features.gateway.line import BotLine
    from shared.features.gateway.queued import QueuedCommands
    from shared.features.gateway.table import ConnectionTable
    from shared.features.gateway.viewers import Viewers
    from shared.features.gateway.watcher_table import WatcherTable
    from shared.features.guilds.administered import AdministeredGuilds
    from shared.features.imports.service import AuditImports
    from shared.features.notices.later import LaterNotices
    from shared.features.notices.service import Notices
    from shared.features.snapshots.changes import SnapshotChanges
    from shared.kernel.effects import ForgetAccess
    from shared.kernel.events import Event
    from shared.kernel.snowflakes import Snowflake
    from shared.wiring.guild_access import GuildAccessWiring
    from ws_gateway.delivery import Courier
    from ws_gateway.dispatch import FanOut

T = TypeVar("T")

ENTROPY_BITS: Final = 80  # of a ULID
REPLY_TIMEOUT_SECONDS: Final = 2.0  # an answer, or a command to a bot: worth a second try
LIVE_TIMEOUT_SECONDS: Final = 0.5  # a browser that takes longer comes back with its cursor

_making: Final = RLock()


class part(Generic[T]):  # noqa: N801 - it reads as the decorator that it is
    """A property that is computed once, by one thread."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__

    def __get__(self, owner: object, kind: type) -> T:
        """Make the part; from then on the instance's own attribute comes before this."""
        made = vars(owner)
        with _making:
            if self._name not in made:
                made[self._name] = self._make(owner)
        found: T = made[self._name]
        return found


class Runtime:
    def __init__(self, config: LambdaConfig) -> None:
        self.config = config

    def now(self) -> datetime:
        return datetime.now(UTC)

    @part
    def dynamodb(self) -> "DynamoDBClient":
        from shared.adapters.dynamodb import dynamodb_client

        return dynamodb_client(self.config.aws)

    @part
    def redis(self) -> "Redis":
        from shared.adapters.redis_store import connect

        return connect(self.config.redis_url)

    @part
    def one_time_store(self) -> "RedisOneTimeStore":
        from shared.adapters.redis_store import RedisOneTimeStore

        return RedisOneTimeStore(self.redis)

    @part
    def cache(self) -> "RedisCache":
        from shared.adapters.redis_store import RedisCache

        return RedisCache(self.redis)

    @part
    def replies(self) -> "RedisReplies":
        from shared.adapters.redis_store import RedisReplies

        return RedisReplies(self.redis)

    @part
    def connections(self) -> "ConnectionTable":
        from shared.features.gateway.table import ConnectionTable

        return ConnectionTable(self.dynamodb, self.config.aws, self.config.event_buckets)

    @part
    def watchers(self) -> "WatcherTable":
        from shared.features.gateway.watcher_table import WatcherTable

        return WatcherTable(self.dynamodb, self.config.aws, self.config.event_buckets)

    @part
    def replying(self) -> "WebSocketApi":
        from shared.adapters.websocket_api import WebSocketApi

        return WebSocketApi(self.config.aws, self.config.gateway, timeout_seconds=REPLY_TIMEOUT_SECONDS, attempts=3)

    @part
    def streaming(self) -> "WebSocketApi":
        from shared.adapters.websocket_api import WebSocketApi

        return WebSocketApi(self.config.aws, self.config.gateway, timeout_seconds=LIVE_TIMEOUT_SECONDS, attempts=1)

    @part
    def line(self) -> "BotLine":
        from shared.features.gateway.line import BotLine

        return BotLine(self.connections, self.replying, self.commands, self.now, lambda: secrets.token_hex(16))

    @part
    def commands(self) -> "CommandTable":
        from shared.features.gateway.command_table import CommandTable

        return CommandTable(self.dynamodb, self.config.aws)

    @part
    def queued_commands(self) -> "QueuedCommands":
        from shared.features.gateway.queued import QueuedCommands

        return QueuedCommands(self.commands, self.line, self.now)

    @part
    def access(self) -> "AccessService":
        return self.guild_access.access

    @part
    def access_changes(self) -> "AccessChanges":
        return self.guild_access.changes(self.followers)

    @part
    def followers(self) -> "GuildFollowers":
        from shared.features.gateway.followers import GuildFollowers

        return GuildFollowers(self.watchers, self.streaming, self.now)

    @part
    def viewers(self) -> "Viewers":
        from shared.features.gateway.viewers import Viewers

        return Viewers(self.watchers, self.streaming, self.now)

    def name_of(self, user_id: "Snowflake") -> str:
        """Return how a user who has logged in is called."""
        from shared.features.logins.names import name_in
        from shared.features.logins.table import UserTable

        return name_in(UserTable(self.config.aws), user_id)

    @part
    def guild_access(self) -> "GuildAccessWiring":
        from shared.wiring.guild_access import GuildAccessWiring

        return GuildAccessWiring(
            aws=self.config.aws,
            redis=self.redis,
            redis_url=self.config.redis_url,
            user_guilds=lambda: self.user_guilds,
            dynamodb=lambda: self.dynamodb,
            line=lambda: self.line,
            clock=self.now,
        )

    @part
    def user_guilds(self) -> "AdministeredGuilds":
        from shared.wiring.access import AccessWiring

        return AccessWiring(
            aws=self.config.aws,
            discord=self.config.discord,
            encryption_keys=self.config.encryption_keys,
            redis=self.redis,
            clock=self.now,
        ).administered

    @part
    def history(self) -> "EventHistory":
        from shared.wiring.history import event_history

        config = self.config
        return event_history(self.dynamodb, config.aws, config.event_buckets, config.encryption_keys, self.now)

    @part
    def commit(self) -> "EventCommit":
        from shared.wiring.commit import event_commit

        config = self.config
        access, audits = _AccessChanges(self), _AuditImports(self)
        return event_commit(
            self.dynamodb, config.aws, config.event_buckets, config.encryption_keys, access, audits, self.now
        )

    @part
    def imports(self) -> "AuditImports":
        from shared.adapters.redis_store import RedisLocks
        from shared.wiring.imports import audit_imports

        locks = RedisLocks(self.redis)
        return audit_imports(
            self.dynamodb, self.config.aws, locks, self.later_notices, self.now, lambda: secrets.randbits(ENTROPY_BITS)
        )

    @part
    def later_notices(self) -> "LaterNotices":
        from shared.features.notices.later import LaterNotices

        return LaterNotices()

    @part
    def notices(self) -> "Notices":
        from shared.features.notices.service import Notices

        return Notices(self.watchers, self.streaming, self.now)

    @part
    def snapshot_changes(self) -> "SnapshotChanges":
        from shared.features.snapshots.changes import SnapshotChanges

        return SnapshotChanges(lambda: self.cache)

    @part
    def activity_count(self) -> "ActivityCount":
        from shared.features.activity.service import ActivityCount
        from shared.features.activity.table import LateBatchTable, RollUpTable
        from shared.features.events.table import SegmentTable

        aws = self.config.aws
        return ActivityCount(
            segments=SegmentTable(self.dynamodb, aws),
            roll_ups=RollUpTable(self.dynamodb, aws),
            late=LateBatchTable(self.dynamodb, aws),
            plan=self.config.event_buckets,
            clock=self.now,
        )

    @part
    def case_anchoring(self) -> "Anchoring":
        from shared.adapters.objects import ObjectBucket
        from shared.features.cases.anchor_objects import AnchorObjects
        from shared.features.cases.anchor_table import HeadTable
        from shared.features.cases.anchoring import Anchoring

        aws = self.config.aws
        keeper = AnchorObjects(ObjectBucket(aws, aws.anchor_bucket))
        return Anchoring(HeadTable(self.dynamodb, aws), keeper, self.now)

    @part
    def fan_out(self) -> "FanOut":
        from ws_gateway.dispatch import FanOut
        from ws_gateway.fan_out_function import FanOutFunction

        helpers = FanOutFunction(lambda: self.functions, self.config.fan_out_function)
        return FanOut(self.watchers, self.courier, helpers, self.now)

    @part
    def courier(self) -> "Courier":
        from ws_gateway.delivery import Courier

        return Courier(self.connections, self.watchers, self.streaming, self.now)

    @part
    def functions(self) -> "Functions":
        from shared.adapters.functions import Functions

        return Functions(self.config.aws)


class _AccessChanges:
    """Few batches report any: only then a function connects to Redis."""

    def __init__(self, run: Runtime) -> None:
        self._run = run

    def apply(self, effects: "Sequence[ForgetAccess]") -> None:
        self._run.access_changes.apply(effects)


class _AuditImports:
    """Few batches tell of sanctions: only then a function loads what makes cases."""

    def __init__(self, run: Runtime) -> None:
        self._run = run

    def apply(self, events: "Sequence[Event]", bot_id: "Snowflake", go_on: Callable[[], None]) -> int:
        return self._run.imports.apply(events, bot_id, go_on)


@cache
def _runtime() -> Runtime:
    from shared.adapters.logs import set_up_logs
    from shared.adapters.secrets import with_secrets

    config = read_lambda_config(with_secrets(os.environ))
    set_up_logs(config.log_level)
    return Runtime(config)


def runtime() -> Runtime:
    """Return the process's runtime; raise `ConfigError` that lists all that is missing or unsound."""
    with _making:
        return _runtime()


def forget_runtime() -> None:
    """Let the next call read the environment anew (for tests)."""
    _runtime.cache_clear()
