"""A gateway session: numbered events, kept for replay while its connection is away."""

from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from infra.discord_sim.gateway.codes import Op

_REPLAYABLE = 10_000
_encode = msgspec.json.Encoder().encode


def frame(op: Op, data: object = None) -> bytes:
    """Write a frame that is not an event."""
    return _encode({"t": None, "s": None, "op": int(op), "d": data})


class Session:
    """What survives a lost connection. `outlet` is where frames go while there is one."""

    def __init__(
        self,
        *,
        session_id: str,
        bot_id: int,
        intents: int,
        shard: tuple[int, int],
        large_threshold: int,
        payload_compression: bool = False,
    ) -> None:
        self.session_id = session_id
        self.bot_id = bot_id
        self.intents = intents
        self.shard = shard
        self.large_threshold = large_threshold
        self.payload_compression = payload_compression
        self.seq = 0
        self.outlet: Callable[[bytes], None] | None = None
        self.hang_up: Callable[[int], None] | None = None
        self.disconnected_at: float | None = None
        self._sent: deque[tuple[int, bytes]] = deque(maxlen=_REPLAYABLE)

    def attach(self, outlet: Callable[[bytes], None], hang_up: Callable[[int], None]) -> None:
        """Bind the session to a connection."""
        self.outlet, self.hang_up, self.disconnected_at = outlet, hang_up, None

    def detach(self) -> None:
        """Leave the session without a connection."""
        self.outlet = self.hang_up = None

    def push(self, name: str, payload: dict[str, Any]) -> None:
        """Number an event, keep it for replay, and send it if there is a connection."""
        self.seq += 1
        encoded = _encode({"t": name, "s": self.seq, "op": int(Op.DISPATCH), "d": payload})
        self._sent.append((self.seq, encoded))
        if self.outlet is not None:
            self.outlet(encoded)

    def can_replay_after(self, seq: int) -> bool:
        """Tell whether every event after `seq` is still kept."""
        return not self._sent or self._sent[0][0] <= seq + 1

    def replay_after(self, seq: int) -> list[bytes]:
        """Return the frames of the events after `seq`, oldest first."""
        return [encoded for number, encoded in self._sent if number > seq]

    def holds(self, guild_id: int) -> bool:
        """Tell whether the guild belongs to this session's shard."""
        shard_id, shard_count = self.shard
        return (guild_id >> 22) % shard_count == shard_id
