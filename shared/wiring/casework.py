"""Cases and all that makes them: wired alike for the API and for the worker, whose commands and clocks do the same."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from shared.config.sections import AwsConfig, GatewayConfig
from shared.kernel.buckets import BucketPlan
from shared.kernel.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from redis import Redis

    from shared.features.actions.carrying_out import GuildChanges
    from shared.features.appeals.service import AppealService
    from shared.features.enforcement.service import Enforcement
    from shared.features.evidence.service import EvidenceService
    from shared.features.jobs.service import JobService
    from shared.features.notices.service import Notices
    from shared.features.settings.service import SettingsService
    from shared.wiring.discord import DiscordWiring

NOTICE_SECONDS: Final = 0.5  # for a browser to take a notice: whoever made the change waits for it


class CaseworkWiring:
    """A request builds what it uses; `changes` and `settings` make the parts that their names say.

    `entropy` returns 80 random bits.
    """

    def __init__(
        self,
        discord: "DiscordWiring",
        *,
        aws: AwsConfig,
        gateway: GatewayConfig,
        event_buckets: BucketPlan,
        encryption_keys: tuple[bytes, ...],
        dynamodb: "DynamoDBClient",
        redis: "Redis",
        changes: "Callable[[], GuildChanges]",
        settings: "Callable[[], SettingsService]",
        clock: Callable[[], datetime],
        entropy: Callable[[], int],
    ) -> None:
        self._discord = discord
        self._aws = aws
        self._gateway = gateway
        self._event_buckets = event_buckets
        self._encryption_keys = encryption_keys
        self._dynamodb = dynamodb
        self._redis = redis
        self._changes = changes
        self._settings = settings
        self._clock = clock
        self._entropy = entropy

    @cached_property
    def notices(self) -> "Notices":
        from shared.adapters.websocket_api import WebSocketApi
        from shared.features.gateway.watcher_table import WatcherTable
        from shared.features.notices.service import Notices

        watchers = WatcherTable(self._dynamodb, self._aws, self._event_buckets)
        postman = WebSocketApi(self._aws, self._gateway, timeout_seconds=NOTICE_SECONDS, attempts=1)
        return Notices(watchers, postman, self._clock)

    @cached_property
    def enforcement(self) -> "Enforcement":
        from shared.features.enforcement.service import Enforcement

        return Enforcement()

    @cached_property
    def evidence(self) -> "EvidenceService":
        raise UnavailableError

    @cached_property
    def appeals(self) -> "AppealService":
        raise UnavailableError

    @cached_property
    def jobs(self) -> "JobService":
        from shared.features.jobs.service import JobService

        return JobService()
