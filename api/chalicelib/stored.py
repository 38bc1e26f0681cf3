"""What stands on the stores alone, built when it is first needed."""

import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from shared.config.processes import ApiConfig, read_api_config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from redis import Redis

    from shared.adapters.answers import RedisAnswers
    from shared.features.actions.ports import ActionStore
    from shared.features.actions.service import ActionLog
    from shared.features.activity.service import GuildActivity
    from shared.features.events.letters import DeadLetterBox
    from shared.features.events.service import EventHistory
    from shared.features.gaps.service import GapLedger
    from shared.features.guilds.ports import GuildStore
    from shared.features.settings.service import SettingsService

ENTROPY_BITS: Final = 80  # of a ULID


def utc_now() -> datetime:
    return datetime.now(UTC)


def random_hex(count: int) -> str:
    return os.urandom(count).hex()


class StoredServices:
    """The features that need no more than our own tables and Redis; safe between threads."""

    def __init__(self, variables: Mapping[str, str], clock: Callable[[], datetime] = utc_now) -> None:
        self._variables = variables
        self.clock = clock

    @cached_property
    def config(self) -> ApiConfig:
        """Raise `ConfigError` that lists all that is missing or unsound."""
        from shared.adapters.secrets import with_secrets

        return read_api_config(with_secrets(self._variables))

    @cached_property
    def guilds(self) -> "GuildStore":
        from shared.features.guilds.table import GuildTable

        return GuildTable(self._dynamodb, self.config.aws)

    @cached_property
    def settings(self) -> "SettingsService":
        from shared.features.settings.service import SettingsService
        from shared.features.settings.table import SettingsTable

        return SettingsService(SettingsTable(self._dynamodb, self.config.aws))

    @cached_property
    def actions(self) -> "ActionStore":
        from shared.features.actions.table import ActionTable

        return ActionTable(self._dynamodb, self.config.aws)

    @cached_property
    def action_log(self) -> "ActionLog":
        from shared.features.actions.service import ActionLog

        return ActionLog(self.actions, self.clock, lambda: secrets.randbits(ENTROPY_BITS))

    @cached_property
    def answers(self) -> "RedisAnswers":
        from shared.adapters.answers import RedisAnswers

        return RedisAnswers(self._redis)

    @cached_property
    def activity(self) -> "GuildActivity":
        from shared.features.activity.service import GuildActivity
        from shared.features.activity.table import RollUpTable

        return GuildActivity(RollUpTable(self._dynamodb, self.config.aws), self.config.event_buckets, self.clock)

    @cached_property
    def gaps(self) -> "GapLedger":
        from shared.features.gaps.service import GapLedger
        from shared.features.gaps.table import GapTable

        return GapLedger(GapTable(self._dynamodb, self.config.aws), self.clock)

    @cached_property
    def history(self) -> "EventHistory":
        from shared.wiring.history import event_history

        config = self.config
        return event_history(self._dynamodb, config.aws, config.event_buckets, config.encryption_keys, self.clock)

    @cached_property
    def dead_letters(self) -> "DeadLetterBox":
        from shared.wiring.commit import dead_letter_box

        return dead_letter_box(self._dynamodb, self.config.aws, self.config.encryption_keys, self.clock)

    @cached_property
    def _redis(self) -> "Redis":
        from shared.adapters.redis_store import connect

        return connect(self.config.redis_url)

    @cached_property
    def _dynamodb(self) -> "DynamoDBClient":
        from shared.adapters.dynamodb import dynamodb_client

        return dynamodb_client(self.config.aws)
