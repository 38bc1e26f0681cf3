"""Until when Discord was heard, by shard: pure, but for what `follow` is given to ask."""

from collections.abc import Callable, Iterable

from bot_worker.backfill.ledger import ShardHeard
from shared.kernel.snowflakes import shard_of

ShardKey = tuple[int, int]  # the number of shards, and which of them


class Hearing:
    """A guild was heard when its shard was, whatever the number of shards was at the time."""

    def __init__(self, known: Iterable[ShardHeard] = ()) -> None:
        self._known: dict[ShardKey, int] = {(count, shard_id): at for count, shard_id, at in known}
        self._followed: dict[ShardKey, Callable[[], int]] = {}

    def follow(self, shard: ShardKey, last_frame_at: Callable[[], int]) -> None:
        """From now on a shard is heard as long as frames come in on its session's connection."""
        self._known[shard] = max(self._known.get(shard, 0), last_frame_at())
        self._followed[shard] = last_frame_at

    def note(self, shard: ShardKey, until_ms: int) -> None:
        """Note that another worker listened until then."""
        self._known[shard] = max(self._known.get(shard, 0), until_ms)

    def at(self, shard: ShardKey) -> int | None:
        """Return when a shard was heard last; None where it never was."""
        followed = self._followed.get(shard)
        known = self._known.get(shard)
        return known if followed is None else max(followed(), known or 0)

    def of_guild(self, guild_id: int) -> int | None:
        counts = {count for count, _ in self._known}
        moments = (self.at((count, shard_of(guild_id, count))) for count in counts)
        return max((moment for moment in moments if moment is not None), default=None)

    def snapshot(self) -> list[ShardHeard]:
        """Return the shards that are followed."""
        return [(*shard, self.at(shard) or 0) for shard in self._followed]
