"""Guild buckets: what a guild has is stored, and its watchers are found, together with its bucket's other guilds."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

import msgspec

SHARD_SHIFT: Final = 22  # discord.com/developers/docs/events/gateway#sharding-sharding-formula
MOST_BUCKETS: Final = 65_536
DEFAULT_PLAN: Final = "4"
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """So many buckets from an hour on."""

    since: datetime
    buckets: int


class BucketPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How many buckets there are in which hour: about one for each 20 events/s, and a multiple of the shards.

    The past of a plan must stay as it was: segments are found in the bucket that their guild had in their hour.
    """

    steps: tuple[Step, ...]

    @classmethod
    def parse(cls, text: str) -> "BucketPlan":
        """Read `8`, or `1,8@2026-12-01T00`: one until that hour (UTC), then eight. Raise `ValueError` otherwise."""
        first, *later = text.split(",")
        steps = (Step(since=_BEGINNING, buckets=_count(first)), *map(_step, later))
        if any(before.since >= after.since for before, after in pairwise(steps)):
            raise ValueError("hours do not rise")
        return cls(steps=steps)

    def at(self, moment: datetime) -> int:
        """Return the number of buckets in the hour of a moment."""
        return next(step.buckets for step in reversed(self.steps) if step.since <= moment)

    def bucket_of(self, guild_id: int, moment: datetime) -> int:
        """Return the bucket in which a guild's events of that hour are."""
        return bucket_among(self.at(moment), guild_id)

    def lasting_bucket_of(self, guild_id: int) -> int:
        """Return the bucket that a guild has from the plan's last step on, for what belongs to no hour."""
        return bucket_among(self.steps[-1].buckets, guild_id)


def bucket_among(buckets: int, guild_id: int) -> int:
    """Return a guild's bucket: by the milliseconds of its id, as Discord finds its shard.

    Where the number of buckets is a multiple of the number of shards, all of a bucket's guilds are on one shard. Then
    one worker alone fills the bucket's segments, however many workers there are.
    """
    return (guild_id >> SHARD_SHIFT) % buckets


def _step(text: str) -> Step:
    buckets, at, hour = text.partition("@")
    if not at:
        raise ValueError("a later number needs its hour")
    return Step(since=datetime.strptime(f"{hour.strip()} +0000", "%Y-%m-%dT%H %z"), buckets=_count(buckets))


def _count(text: str) -> int:
    buckets = int(text)
    if not 1 <= buckets <= MOST_BUCKETS:
        raise ValueError("too few or too many buckets")
    return buckets
