"""Which guilds' members are known, or are being gathered. Pure: it sends nothing, and writes nothing."""

from collections.abc import Callable, Iterable
from typing import Final

from bot_worker.members.changes import Change, DropRole, Forget, Put, Remove
from bot_worker.members.filling import Filling
from bot_worker.members.payloads import Chunk, RateLimited, profile_of

MOST_MEMBERS: Final = 1_000_000  # of all guilds together: about 0.7 GB of disk


class KnownGuilds:
    """`take` gets the changes of the guilds that matter here; of all others nothing is kept."""

    def __init__(self, take: Callable[[Change], None]) -> None:
        self._take = take
        self._fillings: dict[int, Filling] = {}
        self._sizes: dict[int, int] = {}  # the least recently asked first

    def find(self, guild_id: int) -> Filling | None:
        """Return how far a guild is, and note that somebody asked."""
        if guild_id in self._sizes:
            self._sizes[guild_id] = self._sizes.pop(guild_id)
        return self._fillings.get(guild_id)

    def begin(self, guild_id: int, size: int, filling: Filling) -> None:
        """Begin, or begin again, with a guild of so many members; the least recently asked may have to make room."""
        self.forget([guild_id])
        while self._sizes and sum(self._sizes.values()) + size > MOST_MEMBERS:
            self.forget([next(iter(self._sizes))])
        self._take(Forget(guild_id=guild_id))  # also what an earlier file's trouble left behind
        self._fillings[guild_id] = filling
        self._sizes[guild_id] = size

    def forget(self, guild_ids: Iterable[int]) -> None:
        """Know nothing of these guilds any more: we may not have heard of all changes."""
        for guild_id in list(guild_ids):
            if self._fillings.pop(guild_id, None) is not None:
                del self._sizes[guild_id]
                self._take(Forget(guild_id=guild_id))

    def forget_where(self, is_lost: Callable[[int], bool]) -> None:
        self.forget([guild_id for guild_id in self._fillings if is_lost(guild_id)])

    def hear(self, change: Change) -> None:
        """Note what Discord told by itself."""
        filling = self._fillings.get(change.guild_id)
        if filling is None:
            return
        match change:
            case Forget():
                self.forget([change.guild_id])
                return
            case Put(members=members) if not filling.is_complete:
                for member in members:
                    filling.note_told(member.user_id)
            case Remove(user_id=user_id) if not filling.is_complete:
                filling.note_told(user_id)
            case DropRole() if not filling.is_complete:
                filling.note_dropped(change.role_id)
        self._take(change)

    def hear_chunk(self, chunk: Chunk, now: float) -> None:
        """Note a part of what we asked for."""
        filling = self._fillings.get(chunk.guild_id)
        if filling is None or filling.asked_as != chunk.asked_as or filling.is_complete:
            return
        members = [profile_of(member) for member in chunk.members if filling.is_news(member.user.id)]
        self._take(Put(guild_id=chunk.guild_id, members=members))
        if filling.note_chunk(chunk.chunk_index, chunk.chunk_count, now):
            for role_id in filling.dropped:
                self._take(DropRole(guild_id=chunk.guild_id, role_id=role_id))

    def hear_refusal(self, refused: RateLimited, now: float) -> None:
        """Note that a request of ours came too early."""
        filling = self._fillings.get(refused.meta.guild_id or 0)
        if filling is not None and filling.asked_as == refused.meta.asked_as:
            filling.note_refused(refused.retry_after, now)
