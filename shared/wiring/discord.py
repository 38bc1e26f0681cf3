"""Discord's REST API behind the fleet's limiter, and guilds as Discord has them."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol
from uuid import uuid4

from shared.kernel.errors import DiscordNotFoundError
from shared.kernel.snowflakes import Snowflake

if TYPE_CHECKING:
    from redis import Redis

    from shared.adapters.discord.client import DiscordClient
    from shared.adapters.discord.clock import DiscordClock
    from shared.features.members.ports import Bots as ListingBots
    from shared.features.snapshots.members import Bots as TellingBots
    from shared.features.snapshots.service import Scenes, Snapshots

    class AllBots(ListingBots, TellingBots, Protocol):
        """Whoever tells how one user is in a guild, and lists who is."""


LIMITER_SECONDS: Final = 0.5  # Redis's time to answer a limiter, which then goes on alone


class DiscordWiring:
    """One for each process: what its requests have learnt of Discord's limits is kept in it."""

    def __init__(
        self,
        *,
        api_url: str,
        bot_id: Snowflake,
        bot_token: str,
        redis: "Redis",
        redis_url: str,
        bots: "Callable[[], AllBots]",
        clock: Callable[[], datetime],
    ) -> None:
        self._api_url = api_url
        self.bot_id = bot_id
        self._bot_token = bot_token
        self._redis = redis
        self._redis_url = redis_url
        self.bots = bots
        self._clock = clock

    @cached_property
    def client(self) -> "DiscordClient":
        from shared.adapters.discord.client import DiscordClient
        from shared.adapters.discord.limiter.fleet import FleetLimiter, shared_permits
        from shared.adapters.discord.limiter.model import Limits
        from shared.adapters.discord.transport import HttpTransport
        from shared.adapters.redis_store import connect

        limits = Limits()
        redis = connect(self._redis_url, timeout_seconds=LIMITER_SECONDS, retries=0)
        store = shared_permits(redis, str(self.bot_id), uuid4().hex, limits)
        return DiscordClient(
            HttpTransport(self._api_url, self._bot_token, clock=self.time), FleetLimiter(store, limits)
        )

    @cached_property
    def time(self) -> "DiscordClock":
        """Discord's own clock, as the client's answers tell it."""
        from shared.adapters.discord.clock import DiscordClock

        return DiscordClock()

    @cached_property
    def snapshots(self) -> "Snapshots":
        from shared.adapters.redis_store import RedisCache, RedisLocks
        from shared.features.snapshots.remembered import RememberedSnapshots
        from shared.features.snapshots.service import Snapshots
        from shared.features.snapshots.source import DiscordSource

        memory = RedisCache(self._redis)
        source = DiscordSource(self.client, self.bot_id)
        return Snapshots(source, RememberedSnapshots(memory), memory, RedisLocks(self._redis))

    @cached_property
    def scenes(self) -> "Scenes":
        from shared.features.snapshots.members import KnownMembers
        from shared.features.snapshots.service import Scenes

        return Scenes(self.snapshots, KnownMembers(self.bots, self.client, self.bot_id), self._clock)

    def name_of(self, user_id: Snowflake) -> str:
        """Ask Discord how a user is called, who may never have logged in here."""
        from shared.adapters.discord.resources.users import Users

        try:
            return Users(self.client).get(user_id).username
        except DiscordNotFoundError:
            return "somebody"
