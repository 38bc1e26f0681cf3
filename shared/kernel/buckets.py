"""Guild buckets: what a guild has is stored, and its watchers are found, together with its bucket's other guilds."""

from typing import Final
from zlib import crc32

GUILD_BUCKETS: Final = (
    16  # about 20 events/s each at 320 events/s in all; more of them need the old ones to be read too
)


def bucket_of(guild_id: int) -> int:
    """Return the same bucket for a guild always and everywhere; shards do not line up with buckets."""
    return crc32(b"%d" % guild_id) % GUILD_BUCKETS
