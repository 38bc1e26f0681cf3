"""What is asked of the limiter, what it answers, and what it is told afterwards."""

from enum import StrEnum
from typing import Final

import msgspec


class Lane(StrEnum):
    """How much a request matters; a ban goes before a page of members."""

    MODERATION = "moderation"
    INTERACTIVE = "interactive"
    READ = "read"
    BACKGROUND = "background"


# How far behind a request of the first lane one that came at the same time stands: whoever waits longer than that has
# caught up, so that no lane starves.
HANDICAP_MS: Final = {Lane.MODERATION: 0, Lane.INTERACTIVE: 2_000, Lane.READ: 6_000, Lane.BACKGROUND: 20_000}
# The share of the global limit that is kept free of a lane, so that those before it need not wait for a slot.
RESERVE: Final = {Lane.MODERATION: 0.0, Lane.INTERACTIVE: 0.02, Lane.READ: 0.02, Lane.BACKGROUND: 0.1}
# The share of the invalid-request budget that may be gone before a lane is closed.
INVALID_SHARE: Final = {Lane.MODERATION: 0.8, Lane.INTERACTIVE: 0.65, Lane.READ: 0.5, Lane.BACKGROUND: 0.35}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Discord's limits, and how careful we are with them; all times in milliseconds.

    A request counts at Discord at some moment between its permit and its answer. Its slot of the global limit is free
    `window_ms + guard_ms` after the answer; without one, Discord is presumed to have had it `transit_ms` after the
    permit. `permit_ms`: the longest that a request may be under way. `lease_ms`: how long a block of permits is good.
    """

    global_per_second: int = 50  # discord.com/developers/docs/topics/rate-limits#global-rate-limit
    invalid_requests: int = 10_000  # …#invalid-request-limit-aka-cloudflare-bans
    window_ms: int = 1_000
    guard_ms: int = 20
    transit_ms: int = 250
    permit_ms: int = 15_000
    lease_ms: int = 500


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """A request that wants to go to Discord.

    `route`: method and template; `major`: the channel, guild or webhook that buckets are kept apart by; `sub_limit`:
    what the request does that Discord limits without telling in headers; `guild`: whose turn it is; `is_exempt`: it
    does not count against the global limit.
    """

    route: str
    major: str = ""
    sub_limit: str = ""
    guild: str = ""
    lane: Lane = Lane.READ
    is_exempt: bool = False


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """Leave to send one request; `place` is the bucket that it was counted in, `block` what it was leased with."""

    id: str
    place: str
    demand: Demand
    block: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer said about the limits. `status` 0: no answer came; `is_unused`: it was never sent.

    `window_ms` is `X-RateLimit-Reset`: by Discord's clock, and used only to tell windows apart.
    """

    status: int = 0
    bucket: str = ""
    limit: int = 0
    remaining: int = 0
    reset_after_ms: float = 0.0
    window_ms: float = 0.0
    scope: str = ""
    retry_after_ms: float = 0.0
    is_unused: bool = False


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome, and how long ago it was."""

    permit: str
    place: str
    route: str
    major: str
    sub_limit: str
    age_ms: float
    outcome: Outcome


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for a permit, or for a block of up to `wish`.

    `ticket` and `order` keep the place in the queue between two asks; `patience_ms` is what is left of the caller's.
    """

    ticket: str
    demand: Demand
    patience_ms: float
    wish: int = 1
    order: float | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`granted` permits (named `ticket:0`, `ticket:1`, …) of `place`; or how long to wait, or that it is too long.

    `peers`: how many processes have asked in the last ten seconds.
    """

    granted: int = 0
    place: str = ""
    wait_ms: float = 0.0
    is_refused: bool = False
    why: str = ""
    order: float = 0.0
    peers: int = 0
