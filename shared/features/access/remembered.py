"""What was computed lately, shared by all processes, and forgotten at once when something changes."""

from datetime import timedelta
from typing import Final

import msgspec

from shared.features.access.model import GuildAccess
from shared.features.access.ports import Memory
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake

COUNTER_LIFETIME: Final = timedelta(minutes=5)  # longer than anything that was computed under it lives


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """How often the guild's access, and the user's in it, was forgotten when a computation began."""

    guild: bytes | None
    user: bytes | None


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    stamp: Stamp
    access: GuildAccess


_kept: Final = json.Decoder(_Kept)


class RememberedAccess:
    """Forgetting counts up: what is computed meanwhile, from older facts, has the older count, and is never served."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def find(self, guild_id: Snowflake, user_id: Snowflake) -> tuple[Stamp, GuildAccess | None]:
        """Return the stamp for what is computed from now on, and what is known already."""
        keys = [_guild_count(guild_id), _user_count(guild_id, user_id), _key(guild_id, user_id)]
        guild, user, found = self._memory.get_many(keys)
        stamp = Stamp(guild=guild, user=user)
        if found is None:
            return stamp, None
        kept = _kept.decode(found)
        return stamp, kept.access if kept.stamp == stamp else None

    def keep(
        self, guild_id: Snowflake, user_id: Snowflake, stamp: Stamp, access: GuildAccess, lifetime: timedelta
    ) -> None:
        value = json.encode(_Kept(stamp=stamp, access=access))
        self._memory.put(_key(guild_id, user_id), value, lifetime)

    def forget(self, guild_id: Snowflake, user_id: Snowflake | None) -> None:
        """Forget what a user, or everybody, may do in a guild."""
        key = _guild_count(guild_id) if user_id is None else _user_count(guild_id, user_id)
        self._memory.count(key, COUNTER_LIFETIME)


def _key(guild_id: Snowflake, user_id: Snowflake) -> str:
    return f"access:{guild_id}:{user_id}"


def _guild_count(guild_id: Snowflake) -> str:
    return f"access:forgotten:{guild_id}"


def _user_count(guild_id: Snowflake, user_id: Snowflake) -> str:
    return f"access:forgotten:{guild_id}:{user_id}"
