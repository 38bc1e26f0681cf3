"""Which guilds a user administers: Discord tells, and for a minute we remember."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from shared.adapters.discord_payloads import UserGuild
from shared.features.guilds.ports import Cache, Locks
from shared.kernel import json
from shared.kernel.permissions import can_administer
from shared.kernel.snowflakes import Snowflake

LIFETIME: Final = timedelta(seconds=60)
WAIT: Final = timedelta(seconds=8)  # for another request that asks Discord for the same user

_guilds: Final = json.Decoder(list[UserGuild])


class AdministeredGuilds:
    """Asks Discord (`ask`: all of a user's guilds) once, however many requests want to know at the same moment."""

    def __init__(self, ask: Callable[[Snowflake], list[UserGuild]], cache: Cache, locks: Locks) -> None:
        self._ask = ask
        self._cache = cache
        self._locks = locks

    def of_user(self, user_id: Snowflake) -> list[UserGuild]:
        """Return the guilds that the user owns or has ADMINISTRATOR in, at most `LIFETIME` old.

        Raise `GrantRevokedError` or `DiscordUnavailableError` where Discord does not tell.
        """
        known = self._remembered(user_id)
        if known is not None:
            return known
        with self._locks.hold(f"lock:access:{user_id}", wait=WAIT):
            known = self._remembered(user_id)
            return self._learn(user_id) if known is None else known

    def _learn(self, user_id: Snowflake) -> list[UserGuild]:
        guilds = [guild for guild in self._ask(user_id) if can_administer(int(guild.permissions), is_owner=guild.owner)]
        self._cache.put(_key(user_id), json.encode(guilds), LIFETIME)
        return guilds

    def _remembered(self, user_id: Snowflake) -> list[UserGuild] | None:
        found = self._cache.get(_key(user_id))
        return None if found is None else _guilds.decode(found)


def _key(user_id: Snowflake) -> str:
    return f"access:{user_id}"
