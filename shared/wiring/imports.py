"""What follows from audit logs: wired alike for the gateway's functions and for whoever replays dead letters."""

import random
import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from shared.config.sections import AwsConfig
from shared.features.actions.table import ActionTable
from shared.features.cases.service import CaseService
from shared.features.cases.table import CaseTable
from shared.features.cases.turns import LockedTurns, Locks
from shared.features.enforcement.settings import FEATURE, EnforcementSettings
from shared.features.imports.service import AuditImports
from shared.features.settings.cached import CachedSettings
from shared.features.settings.table import SettingsTable
from shared.features.timers.service import TimerService
from shared.features.timers.table import TimerTable
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from shared.features.logins.table import UserTable
    from shared.features.notices.ports import Teller

FIRST_PAUSE_SECONDS: Final = 0.02
LONGEST_PAUSE_SECONDS: Final = 0.5


def audit_imports(
    client: "DynamoDBClient",
    aws: AwsConfig,
    locks: Locks | None,
    notices: "Teller",
    clock: Callable[[], datetime],
    entropy: Callable[[], int],
) -> AuditImports:
    """`entropy` returns 80 random bits. Without `locks` writers of a guild try again where others were first."""
    settings = CachedSettings(SettingsTable(client, aws), FEATURE, EnforcementSettings, clock)
    cases = CaseService(
        CaseTable(client, aws),
        clock=clock,
        entropy=entropy,
        pause=_pause,
        turns=None if locks is None else LockedTurns(locks),
        notices=lambda: notices,
    )
    timers = TimerService(TimerTable(client, aws), cases, notices, clock, _pause)
    return AuditImports(
        cases,
        timers,
        ActionTable(client, aws),
        lambda guild_id: settings.of([guild_id])[guild_id].import_from_discord,
        _AccountNames(aws).of,
    )


class _AccountNames:
    """Few entries name somebody whom no event names: only then a function loads what reads accounts."""

    def __init__(self, aws: AwsConfig) -> None:
        self._aws = aws

    @cached_property
    def _accounts(self) -> "UserTable":
        from shared.features.logins.table import UserTable

        return UserTable(self._aws)

    def of(self, user_id: Snowflake) -> str | None:
        try:
            return self._accounts.load(user_id).profile.username
        except NotFoundError:
            return None


def _pause(attempt: int) -> None:
    """Wait with full jitter (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter)."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - it spreads load, it hides nothing
