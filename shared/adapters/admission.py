"""Whether a request may go on: counts it, and looks whether its login was ended, in one round trip to Redis."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from shared.kernel.errors import StoreUnavailableError

if TYPE_CHECKING:
    from redis import Redis

# A sliding window from two fixed ones: of the one before, as much counts as still lies within the last `window`.
# All clocks are Redis's. What is refused is not counted, so that who asks too often is served at the limit's pace.
# KEYS: marks, then counters. ARGV: the number of marks, then `most` and `window` (milliseconds) of each counter.
_SCRIPT: Final = """
local marks = tonumber(ARGV[1])
local ended = 0
if marks > 0 and redis.call('EXISTS', unpack(KEYS, 1, marks)) > 0 then ended = 1 end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local wait = 0
local counted = {}
for i = marks + 1, #KEYS do
  local most, window = tonumber(ARGV[2 * (i - marks)]), tonumber(ARGV[2 * (i - marks) + 1])
  local number, passed = math.floor(now / window), (now % window) / window
  local stored = redis.call('HMGET', KEYS[i], 'window', 'now', 'before')
  local last, here, before = tonumber(stored[1] or -1), tonumber(stored[2] or 0), tonumber(stored[3] or 0)
  if last ~= number then
    if last == number - 1 then before = here else before = 0 end
    here = 0
  end
  if here + before * (1 - passed) + 1 > most then
    local free_at
    if here + 1 <= most then free_at = 1 - (most - 1 - here) / before else free_at = 2 - (most - 1) / here end
    wait = math.max(wait, math.ceil((free_at - passed) * window), 1)
  end
  counted[i] = {number, here, before, window}
end
if wait == 0 then
  for i, count in pairs(counted) do
    redis.call('HSET', KEYS[i], 'window', count[1], 'now', count[2] + 1, 'before', count[3])
    redis.call('PEXPIRE', KEYS[i], 2 * count[4])
  end
end
return {ended, wait}
"""


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """At most so many requests within a window that slides."""

    key: str
    most: int
    window_seconds: int


class Admission(msgspec.Struct, frozen=True, kw_only=True):
    """`is_ended` where one of the marks is there; `retry_after_seconds` is None where no counter is full."""

    is_ended: bool
    retry_after_seconds: float | None


class RedisAdmission:
    def __init__(self, redis: "Redis") -> None:
        self._ask = redis.register_script(_SCRIPT)

    def ask(self, marks: Sequence[str], counters: Sequence[Counter]) -> Admission:
        """Count a request, unless a counter is full; raise `StoreUnavailableError`."""
        from redis.exceptions import RedisError

        limits = [number for each in counters for number in (each.most, each.window_seconds * 1000)]
        try:
            ended, wait = self._ask(keys=[*marks, *(each.key for each in counters)], args=[len(marks), *limits])
        except RedisError as error:
            raise StoreUnavailableError from error
        return Admission(is_ended=bool(ended), retry_after_seconds=wait / 1000 if wait else None)
