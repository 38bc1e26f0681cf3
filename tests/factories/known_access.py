"""Users of whom Redis already knows what they administer: Discord and the bots need not be asked."""

from datetime import timedelta

from redis import Redis

from shared.adapters.discord_payloads import UserGuild
from shared.adapters.redis_store import RedisCache, RedisLocks
from shared.features.access.remembered import RememberedAccess
from shared.features.access.rules import access_by_discord
from shared.features.guilds.administered import AdministeredGuilds
from shared.kernel.snowflakes import Snowflake

ADMINISTRATOR = "8"


def let_administer(redis: Redis, user_id: Snowflake, *guild_ids: Snowflake) -> None:
    """Let the user administer these guilds, and no others, for as long as it is remembered."""
    for key in redis.scan_iter(f"access:*:{user_id}"):
        redis.delete(key)
    guilds = [UserGuild(id=guild_id, name="Guild", permissions=ADMINISTRATOR) for guild_id in guild_ids]
    administered = AdministeredGuilds(lambda _: guilds, RedisCache(redis), RedisLocks(redis))
    administered.forget(user_id)
    administered.of_user(user_id)
    remembered = RememberedAccess(RedisCache(redis))
    for guild in guilds:
        stamp, _ = remembered.find(guild.id, user_id)
        remembered.keep(guild.id, user_id, stamp, access_by_discord(guild), timedelta(seconds=60))
