"""Cases and all that makes them: wired alike for the API and for the worker, whose commands and clocks do the same."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from shared.config.sections import AwsConfig

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from redis import Redis

    from shared.features.actions.carrying_out import GuildChanges
    from shared.features.settings.service import SettingsService
    from shared.wiring.discord import DiscordWiring


class CaseworkWiring:
    """A request builds what it uses; `changes` and `settings` make the parts that their names say.

    `entropy` returns 80 random bits.
    """

    def __init__(
        self,
        discord: "DiscordWiring",
        *,
        aws: AwsConfig,
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
        self._encryption_keys = encryption_keys
        self._dynamodb = dynamodb
        self._redis = redis
        self._changes = changes
        self._settings = settings
        self._clock = clock
        self._entropy = entropy
