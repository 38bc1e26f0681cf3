"""Snapshots that were read lately, shared by all processes, and forgotten at once when something changes."""

from datetime import timedelta
from typing import Final

from shared.adapters.discord.payloads import Decoder, encode
from shared.features.snapshots.changes import COUNTER_LIFETIME, count_key
from shared.features.snapshots.model import GuildSnapshot
from shared.features.snapshots.ports import Memory
from shared.kernel.packing import Codec, compress, decompress
from shared.kernel.snowflakes import Snowflake

LIFETIME: Final = timedelta(seconds=60)
_snapshot: Final = Decoder(GuildSnapshot)


class RememberedSnapshots:
    """Forgetting counts up: what was read before it, however late it is kept, is never served."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def find(self, guild_id: Snowflake) -> tuple[bytes, GuildSnapshot | None]:
        """Return the stamp for what is read from now on, and what is known already."""
        count, found = self._memory.get_many([count_key(guild_id), _key(guild_id)])
        stamp = count or b"0"
        if found is None:
            return stamp, None
        kept, _, packed = found.partition(b"|")
        return stamp, _snapshot.decode(decompress(packed, Codec.ZLIB)) if kept == stamp else None

    def keep(self, guild_id: Snowflake, stamp: bytes, snapshot: GuildSnapshot) -> None:
        packed = compress(encode(snapshot), Codec.ZLIB)
        self._memory.put(_key(guild_id), stamp + b"|" + packed, LIFETIME)

    def forget(self, guild_id: Snowflake) -> None:
        """Have the guild read anew the next time."""
        self._memory.count(count_key(guild_id), COUNTER_LIFETIME)


def _key(guild_id: Snowflake) -> str:
    return f"snapshot:{guild_id}"
