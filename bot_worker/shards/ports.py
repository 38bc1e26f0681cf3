"""What the leases need from outside. Every method raises `StoreUnavailableError` where nothing can be said."""

from typing import Protocol

from bot_worker.shards.model import Beat, Lease, Step, Turn, View


class LeaseStore(Protocol):
    """The leases of one bot, for one number of shards.

    Steps raise `ConflictError` where the lease is not as it was seen (its fence, and its successor where that matters),
    or its dead holder is alive after all.
    """

    def read(self) -> View: ...

    def beat(self, beat: Beat, expected: str | None) -> None:
        """Write a heartbeat; raise `ConflictError` where the last is of another instance (None: whatever it is)."""
        ...

    def do(self, step: Step, worker_id: str) -> None: ...

    def release(self, lease: Lease) -> None:
        """Give up a lease of ours, telling `heard_at`, whatever successor it has; its fence must not have risen."""
        ...

    def leave(self, worker_id: str, instance: str) -> None:
        """Forget a worker's heartbeat; raise `ConflictError` where it is of another instance."""
        ...


class LayoutStore(Protocol):
    """The number of shards that the workers agreed on."""

    def shard_count(self) -> int:
        """Return 0 where nobody has said it yet."""
        ...

    def agree(self, shard_count: int, before: int) -> None:
        """Raise `ConflictError` unless it was `before` (0: none)."""
        ...


class TurnStore(Protocol):
    """Whose turn it was last to identify, for each key of Discord's `max_concurrency`."""

    def turn(self, key: int) -> Turn: ...

    def set_turn(self, key: int, turn: Turn, expected: int) -> None:
        """Raise `ConflictError` unless the last turn has the number `expected`."""
        ...
