"""Guilds as Discord has them, and who stands where in them."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from shared.features.snapshots.model import GuildSnapshot
from shared.features.snapshots.ports import Locks, Members, Memory, SnapshotSource
from shared.features.snapshots.remembered import RememberedSnapshots
from shared.features.snapshots.rules import Scene, standing_of_view
from shared.kernel.authority import GuildMember
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake

PLACE_LIFETIME: Final = timedelta(hours=1)  # a channel never moves to another guild
NOWHERE: Final = b"0"
NOWHERE_LIFETIME: Final = timedelta(seconds=20)
WAIT: Final = timedelta(seconds=10)  # for another request that reads the same


class Snapshots:
    """All raise `NotFoundError` where the bot is not in the guild, and what Discord's client raises."""

    def __init__(self, source: SnapshotSource, remembered: RememberedSnapshots, memory: Memory, locks: Locks) -> None:
        self._source = source
        self._remembered = remembered
        self._memory = memory
        self._locks = locks

    def of(self, guild_id: Snowflake) -> GuildSnapshot:
        """Return the guild as it was at most a minute ago, without a change that the bot has reported since."""
        _, known = self._remembered.find(guild_id)
        if known is not None:
            return known
        with self._locks.hold(f"lock:snapshot:{guild_id}", wait=WAIT):
            _, known = self._remembered.find(guild_id)
            return known or self.fresh(guild_id)

    def fresh(self, guild_id: Snowflake) -> GuildSnapshot:
        """Return the guild as it is now."""
        stamp, _ = self._remembered.find(guild_id)
        snapshot = self._source.read(guild_id)
        self._remembered.keep(guild_id, stamp, snapshot)
        return snapshot

    def forget(self, guild_id: Snowflake) -> None:
        """Read the guild anew the next time: we have changed it."""
        self._remembered.forget(guild_id)

    def guild_of_channel(self, channel_id: Snowflake) -> Snowflake:
        """Return where a channel, or a thread, is."""
        key = f"channel:{channel_id}"
        (known,) = self._memory.get_many([key])
        if known == NOWHERE:
            raise NotFoundError
        if known is not None:
            return Snowflake(int(known))
        try:
            guild_id = self._source.guild_of_channel(channel_id)
        except NotFoundError:
            self._memory.put(key, NOWHERE, NOWHERE_LIFETIME)
            raise
        self._memory.put(key, b"%d" % guild_id, PLACE_LIFETIME)
        return guild_id


class Scenes:
    """Sets the scene of what a person wants to do."""

    def __init__(self, snapshots: Snapshots, members: Members, clock: Callable[[], datetime]) -> None:
        self._snapshots = snapshots
        self._members = members
        self._clock = clock

    def of(self, guild_id: Snowflake, user_id: Snowflake) -> Scene:
        """Return the scene as it was at most a minute ago; raise as `Snapshots.of` does."""
        return self._with(self._snapshots.of(guild_id), user_id)

    def fresh(self, guild_id: Snowflake, user_id: Snowflake) -> Scene:
        """Return the scene as it is now: for whoever is about to change something."""
        return self._with(self._snapshots.fresh(guild_id), user_id)

    def standings(self, guild_id: Snowflake, user_ids: Iterable[Snowflake]) -> dict[Snowflake, GuildMember]:
        """Return how others are in the guild; who is no member, or not any more, is left out."""
        views = {user_id: self._members.member(guild_id, user_id) for user_id in user_ids}
        return {user_id: standing_of_view(user_id, view) for user_id, view in views.items() if view.member}

    def _with(self, snapshot: GuildSnapshot, user_id: Snowflake) -> Scene:
        view = self._members.member(snapshot.guild.id, user_id)
        if not view.member:
            raise NotFoundError
        return Scene(snapshot=snapshot, person=standing_of_view(user_id, view), now=self._clock())
