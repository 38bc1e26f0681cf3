"""Cases and all that makes them: wired alike for the API and for the worker, whose commands and clocks do the same."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from shared.config.sections import AwsConfig, GatewayConfig
from shared.kernel.buckets import BucketPlan
from shared.kernel.snowflakes import Snowflake
from shared.wiring.pausing import pause

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from redis import Redis

    from shared.features.actions.carrying_out import GuildChanges
    from shared.features.appeals.service import AppealService
    from shared.features.cases.editing import CaseDesk
    from shared.features.cases.service import CaseService
    from shared.features.cases.table import CaseTable
    from shared.features.cases.verifier import Verifier
    from shared.features.enforcement.service import Enforcement
    from shared.features.evidence.service import EvidenceService
    from shared.features.jobs.runner import JobRunner
    from shared.features.jobs.service import JobService
    from shared.features.jobs.table import JobTable
    from shared.features.notices.service import Notices
    from shared.features.settings.service import SettingsService
    from shared.features.timers.dismissal import Dismissals
    from shared.features.timers.lifting import Lifting
    from shared.features.timers.rejoining import Rejoining
    from shared.features.timers.sanctions import DiscordSanctions
    from shared.features.timers.service import TimerService
    from shared.features.timers.table import TimerTable
    from shared.wiring.discord import DiscordWiring

NOTICE_SECONDS: Final = 0.5  # for a browser to take a notice: whoever made the change waits for it


class CaseworkWiring:
    """A request builds what it uses; `changes` and `settings` make the parts that their names say.

    `entropy` returns 80 random bits; `site` is where our pages are.
    """

    def __init__(
        self,
        discord: "DiscordWiring",
        *,
        aws: AwsConfig,
        gateway: GatewayConfig,
        site: str,
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
        self._site = site
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
    def cases(self) -> "CaseService":
        from shared.adapters.redis_store import RedisLocks
        from shared.features.cases.service import CaseService
        from shared.features.cases.turns import LockedTurns

        return CaseService(
            self._case_table,
            clock=self._clock,
            entropy=self._entropy,
            pause=pause,
            turns=LockedTurns(RedisLocks(self._redis)),
            notices=lambda: self.notices,
        )

    @cached_property
    def case_desk(self) -> "CaseDesk":
        from shared.features.cases.editing import CaseDesk

        return CaseDesk(self.cases, self._clock, self._entropy)

    @cached_property
    def case_verifier(self) -> "Verifier":
        from shared.adapters.objects import ObjectBucket
        from shared.features.cases.anchor_objects import AnchorObjects
        from shared.features.cases.verifier import Verifier

        return Verifier(self._case_table, AnchorObjects(ObjectBucket(self._aws, self._aws.anchor_bucket)))

    @cached_property
    def _case_table(self) -> "CaseTable":
        from shared.features.cases.table import CaseTable

        return CaseTable(self._dynamodb, self._aws)

    @cached_property
    def timers(self) -> "TimerService":
        from shared.features.timers.service import TimerService

        return TimerService(self._timer_table, self.cases, self.notices, self._clock, pause)

    @cached_property
    def dismissals(self) -> "Dismissals":
        from shared.features.timers.dismissal import Dismissals

        return Dismissals(self.timers, self._discord.scenes)

    @cached_property
    def lifting(self) -> "Lifting":
        """What lifts sanctions whose time is up, in the worker."""
        from shared.features.timers.lifting import Lifting

        return Lifting(self._timer_table, self.timers, self._sanctions, time.monotonic)

    @cached_property
    def rejoining(self) -> "Rejoining":
        """What gives roles again to those who come back, in the worker."""
        from shared.features.timers.rejoining import Rejoining

        return Rejoining(self._timer_table, self._sanctions)

    @cached_property
    def _timer_table(self) -> "TimerTable":
        from shared.features.timers.table import TimerTable

        return TimerTable(self._dynamodb, self._aws)

    @cached_property
    def _sanctions(self) -> "DiscordSanctions":
        from shared.features.timers.sanctions import DiscordSanctions

        return DiscordSanctions(self._discord.client, self._discord.time, self._discord.bot_id)

    @cached_property
    def enforcement(self) -> "Enforcement":
        from shared.wiring.enforcement import enforcement

        return enforcement(
            self._discord,
            cases=self.cases,
            timers=self.timers,
            notices=self.notices,
            settings=self._settings(),
            changes=self._changes(),
            redis=self._redis,
            site=self._site,
            clock=self._clock,
        )

    @cached_property
    def evidence(self) -> "EvidenceService":
        from shared.adapters.objects import ObjectBucket
        from shared.features.evidence.archive import EvidenceArchive
        from shared.features.evidence.reading import MessageReader
        from shared.features.evidence.service import EvidenceService
        from shared.features.evidence.uploads import Uploads
        from shared.wiring.history import content_vault

        objects = ObjectBucket(self._aws, self._aws.evidence_bucket)
        vault = content_vault(self._dynamodb, self._aws, self._encryption_keys, self._clock)
        return EvidenceService(
            cases=self.cases,
            archive=EvidenceArchive(objects, vault),
            uploads=Uploads(objects, self._clock),
            reader=MessageReader(self._discord.scenes, lambda: self._discord.client),
            name_of=self._name_of,
            clock=self._clock,
            entropy=self._entropy,
        )

    @cached_property
    def appeals(self) -> "AppealService":
        from shared.adapters.redis_store import RedisCache
        from shared.features.appeals.answering import AppealConsequences
        from shared.features.appeals.service import AppealService
        from shared.features.enforcement.letters import Letters

        consequences = AppealConsequences(
            cases=self.cases,
            acts=self.enforcement,
            guilds=self._discord.snapshots,
            letters=Letters(lambda: self._discord.client, RedisCache(self._redis)),
            clock=self._clock,
        )
        return AppealService(
            cases=self.cases,
            settings=self._settings(),
            guilds=self._discord.snapshots,
            evidence=self.evidence,
            consequences=consequences,
            notices=self.notices,
            name_of=self._name_of,
            clock=self._clock,
        )

    def _name_of(self, user_id: Snowflake) -> str:
        from shared.features.logins.names import name_in
        from shared.features.logins.table import UserTable

        return name_in(UserTable(self._aws), user_id)

    @cached_property
    def jobs(self) -> "JobService":
        from shared.wiring.jobs import job_service

        return job_service(
            self._discord,
            self.job_store,
            changes=self._changes(),
            settings=self._settings(),
            notices=self.notices,
            clock=self._clock,
            entropy=self._entropy,
        )

    @cached_property
    def job_runner(self) -> "JobRunner":
        """What carries jobs out, in the worker."""
        from shared.wiring.enforcement import enforcement
        from shared.wiring.jobs import job_runner

        changes = self._changes().in_background()
        acts = enforcement(
            self._discord,
            cases=self.cases,
            timers=self.timers,
            notices=self.notices,
            settings=self._settings(),
            changes=changes,
            redis=self._redis,
            site=self._site,
            clock=self._clock,
        )
        return job_runner(
            self._discord,
            self.job_store,
            acts=acts,
            cases=self.cases,
            archive=self.evidence,
            changes=changes,
            settings=self._settings(),
            notices=self.notices,
            clock=self._clock,
        )

    @cached_property
    def job_store(self) -> "JobTable":
        from shared.features.jobs.table import JobTable

        return JobTable(self._dynamodb, self._aws)
