"""Which guilds a user is in, and administers: Discord tells, and for a while we remember."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import msgspec

from shared.adapters.discord_payloads import UserGuild
from shared.features.guilds.ports import Cache, Locks
from shared.kernel import json
from shared.kernel.errors import DiscordUnavailableError, GrantRevokedError
from shared.kernel.permissions import can_administer
from shared.kernel.snowflakes import Snowflake

LIFETIME: Final = timedelta(seconds=40)  # what follows from it may be kept for 20 s more
REVOKED_LIFETIME: Final = timedelta(seconds=30)  # every 401 counts against our address's invalid requests
UNAVAILABLE_LIFETIME: Final = timedelta(seconds=5)
WAIT: Final = timedelta(seconds=8)  # for another request that asks Discord for the same user


class _Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What Discord answered: guilds, or that it does not let us ask, or nothing."""

    guilds: list[UserGuild] = []
    is_revoked: bool = False
    is_unavailable: bool = False


_answer: Final = json.Decoder(_Answer)


class AdministeredGuilds:
    """Asks Discord (`ask`: all of a user's guilds) once, however many requests want to know at the same moment."""

    def __init__(self, ask: Callable[[Snowflake], list[UserGuild]], cache: Cache, locks: Locks) -> None:
        self._ask = ask
        self._cache = cache
        self._locks = locks

    def of_user(self, user_id: Snowflake) -> list[UserGuild]:
        """Return the guilds that the user owns or has ADMINISTRATOR in; as `everywhere`."""
        return [guild for guild in self.everywhere(user_id) if is_administered(guild)]

    def everywhere(self, user_id: Snowflake) -> list[UserGuild]:
        """Return the guilds that the user is in, at most `LIFETIME` old.

        Raise `GrantRevokedError` or `DiscordUnavailableError` where Discord does not tell.
        """
        known = self._remembered(user_id)
        if known is not None:
            return _told(known)
        with self._locks.hold(f"lock:access:{user_id}", wait=WAIT):
            known = self._remembered(user_id)
            return self._learn(user_id) if known is None else _told(known)

    def forget(self, user_id: Snowflake) -> None:
        """Ask Discord again the next time: the user has logged in anew, or something changed."""
        self._cache.drop(_key(user_id))

    def _learn(self, user_id: Snowflake) -> list[UserGuild]:
        try:
            guilds = self._ask(user_id)
        except GrantRevokedError:
            self._remember(user_id, _Answer(is_revoked=True), REVOKED_LIFETIME)
            raise
        except DiscordUnavailableError:
            self._remember(user_id, _Answer(is_unavailable=True), UNAVAILABLE_LIFETIME)
            raise
        self._remember(user_id, _Answer(guilds=guilds), LIFETIME)
        return guilds

    def _remember(self, user_id: Snowflake, answer: _Answer, lifetime: timedelta) -> None:
        self._cache.put(_key(user_id), json.encode(answer), lifetime)

    def _remembered(self, user_id: Snowflake) -> _Answer | None:
        found = self._cache.get(_key(user_id))
        return None if found is None else _answer.decode(found)


def is_administered(guild: UserGuild) -> bool:
    return can_administer(int(guild.permissions), is_owner=guild.owner)


def _told(answer: _Answer) -> list[UserGuild]:
    if answer.is_revoked:
        raise GrantRevokedError
    if answer.is_unavailable:
        raise DiscordUnavailableError
    return answer.guilds


def _key(user_id: Snowflake) -> str:
    return f"access:{user_id}"
