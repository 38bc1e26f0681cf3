"""What a user may do in a guild: wired alike for the API and for the gateway's functions."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from redis import Redis

from shared.adapters.redis_store import RedisCache, RedisLocks
from shared.config.sections import AwsConfig
from shared.features.access.remembered import RememberedAccess
from shared.features.access.service import AccessPorts, AccessService

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

    from shared.features.access.changes import AccessChanges
    from shared.features.access.granted import GrantedGuilds
    from shared.features.access.ports import Followers
    from shared.features.gateway.line import BotLine
    from shared.features.gateway.questions import BotQuestions
    from shared.features.guilds.administered import AdministeredGuilds
    from shared.features.settings.grants import AccessGrants


class GuildAccessWiring:
    """Builds what it takes to find an access out only when it is not remembered: mostly it is.

    `user_guilds`, `dynamodb` and `line` make the parts that their names say.
    """

    def __init__(
        self,
        *,
        aws: AwsConfig,
        redis: Redis,
        redis_url: str,
        user_guilds: "Callable[[], AdministeredGuilds]",
        dynamodb: "Callable[[], DynamoDBClient]",
        line: "Callable[[], BotLine]",
        clock: Callable[[], datetime],
    ) -> None:
        self._aws = aws
        self._redis = redis
        self._redis_url = redis_url
        self._user_guilds = user_guilds
        self._dynamodb = dynamodb
        self._line = line
        self._clock = clock

    @cached_property
    def access(self) -> AccessService:
        return AccessService(lambda: self._ports, self._remembered, self._clock)

    @cached_property
    def granted(self) -> "GrantedGuilds":
        from shared.features.access.granted import GrantedGuilds

        return GrantedGuilds(self.access, self._grants)

    def changes(self, followers: "Followers") -> "AccessChanges":
        from shared.features.access.changes import AccessChanges

        return AccessChanges(
            self._remembered, lambda user_id: self._user_guilds().forget(user_id), self._grants, followers, self._clock
        )

    @cached_property
    def _remembered(self) -> RememberedAccess:
        return RememberedAccess(RedisCache(self._redis))

    @cached_property
    def _grants(self) -> "AccessGrants":
        from shared.features.settings.grants import AccessGrants
        from shared.features.settings.table import SettingsTable

        return AccessGrants(SettingsTable(self._dynamodb(), self._aws))

    @cached_property
    def bots(self) -> "BotQuestions":
        from shared.adapters.redis_store import RedisReplies, connect
        from shared.features.gateway.questions import TIMEOUT, BotQuestions

        waiting = connect(self._redis_url, longest_wait_seconds=TIMEOUT.total_seconds())
        return BotQuestions(self._line(), RedisReplies(waiting))

    @cached_property
    def _ports(self) -> AccessPorts:
        from shared.features.guilds.table import GuildTable

        return AccessPorts(
            guilds=self._user_guilds(),
            records=GuildTable(self._dynamodb(), self._aws),
            bots=self.bots,
            grants=self._grants,
            locks=RedisLocks(self._redis),
        )
