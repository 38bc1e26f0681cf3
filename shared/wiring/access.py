"""Which guilds a user is in: wired alike for the API and for the gateway's functions."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from redis import Redis

from shared.adapters.discord_payloads import UserGuild
from shared.adapters.redis_store import RedisCache, RedisLocks
from shared.config.sections import AwsConfig, DiscordConfig
from shared.features.guilds.administered import AdministeredGuilds
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from shared.adapters.discord_rest import DiscordRest
    from shared.features.logins.grants import UserGrants


class AccessWiring:
    """Builds what it takes to ask Discord only when Discord has to be asked: mostly the cache knows."""

    def __init__(
        self,
        *,
        aws: AwsConfig,
        discord: DiscordConfig,
        encryption_keys: tuple[bytes, ...],
        redis: Redis,
        clock: Callable[[], datetime],
    ) -> None:
        self._aws = aws
        self._discord = discord
        self._encryption_keys = encryption_keys
        self._redis = redis
        self._clock = clock

    @cached_property
    def administered(self) -> AdministeredGuilds:
        return AdministeredGuilds(self._ask, RedisCache(self._redis), RedisLocks(self._redis))

    def _ask(self, user_id: Snowflake) -> list[UserGuild]:
        return self._rest.list_guilds(self.grants.access_token_of(user_id))

    @cached_property
    def _rest(self) -> "DiscordRest":
        from shared.adapters.discord_rest import DiscordRest

        return DiscordRest(self._discord.api_url)

    @cached_property
    def grants(self) -> "UserGrants":
        from shared.adapters.discord_oauth import DiscordOAuth
        from shared.adapters.encryption import Encryption
        from shared.features.logins.grants import UserGrants
        from shared.features.logins.table import UserTable

        return UserGrants(
            accounts=UserTable(self._aws),
            seals=Encryption(*self._encryption_keys),
            discord=DiscordOAuth(self._discord, self._clock),
            locks=RedisLocks(self._redis),
            clock=self._clock,
        )
