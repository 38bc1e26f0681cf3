"""Remembers the members that somebody asked about, or that changed lately, as long as it hears of all their changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

CAPACITY: Final = 10_000


class MemberState(msgspec.Struct, frozen=True, kw_only=True):
    """A user in a guild: no member, or one with these roles."""

    member: bool
    role_ids: frozenset[int] = frozenset()
    timed_out_until: datetime | None = None
    nick: str | None = None


NO_MEMBER: Final = MemberState(member=False)


class KnownMembers:
    """The least recently used are forgotten beyond `capacity`. Pure: nothing is fetched here."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._states: dict[tuple[int, int], MemberState] = {}
        self._times_forgotten = 0

    def find(self, guild_id: int, user_id: int) -> MemberState | None:
        """Return how the user is in the guild; None where that is not known."""
        state = self._states.pop((guild_id, user_id), None)
        if state is not None:
            self._states[guild_id, user_id] = state
        return state

    def report(self, guild_id: int, user_id: int, state: MemberState) -> bool:
        """Note what Discord reported; return whether it is news: more than images and the like changed."""
        before = self._states.pop((guild_id, user_id), None)
        self._keep(guild_id, user_id, state)
        return before != state

    @property
    def times_forgotten(self) -> int:
        """Read this before asking Discord, and hand it to `learn` with the answer."""
        return self._times_forgotten

    def learn(self, guild_id: int, user_id: int, asked: MemberState, times_forgotten: int) -> MemberState:
        """Note what Discord answered, and return the latest: what was reported meanwhile is newer than the answer."""
        reported = self._states.get((guild_id, user_id))
        if reported is not None:
            return reported
        if times_forgotten == self._times_forgotten:
            self._keep(guild_id, user_id, asked)
        return asked

    def forget(self, guild_ids: Iterable[int]) -> None:
        """Forget all members of these guilds: we may not have heard of all changes."""
        gone = set(guild_ids)
        self._states = {key: state for key, state in self._states.items() if key[0] not in gone}
        self._times_forgotten += 1

    def forget_all(self) -> None:
        self._states = {}
        self._times_forgotten += 1

    def _keep(self, guild_id: int, user_id: int, state: MemberState) -> None:
        self._states[guild_id, user_id] = state
        if len(self._states) > self._capacity:
            del self._states[next(iter(self._states))]
