"""How many shards the bot has: all its workers have to count alike."""

from bot_worker.shards.items import LAYOUT, number, read_number
from bot_worker.shards.partition import Condition, Partition


class LayoutTable:
    """The number of shards that the workers agreed on."""

    def __init__(self, partition: Partition) -> None:
        self._partition = partition

    def shard_count(self) -> int:
        """Return 0 where nobody has said it yet."""
        return read_number(self._partition.item(LAYOUT), "shard_count")

    def agree(self, shard_count: int, before: int) -> None:
        """Raise `ConflictError` unless it was `before` (0: none)."""
        unchanged = Condition(text="attribute_not_exists(shard_count)")
        if before:
            unchanged = Condition(text="shard_count = :before", values={":before": number(before)})
        self._partition.update(LAYOUT, "SET shard_count = :count", {":count": number(shard_count)}, unchanged)
