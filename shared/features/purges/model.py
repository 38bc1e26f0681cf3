"""Which messages are to go, what that would be, and how far it is."""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from shared.features.members.people import Person
from shared.features.snapshots.refusals import Refusal
from shared.kernel.member_lists import Moment
from shared.kernel.snowflakes import Snowflake

MAX_CHANNELS: Final = 500  # as many as a guild has
MAX_AUTHORS: Final = 100
MAX_TEXT: Final = 200
MAX_PATTERN: Final = 500
MOST_MESSAGES: Final = 40_000  # a case holds as much evidence
USUAL_MESSAGES: Final = 10_000


class PurgeFilter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All that is given must hold. Without `channel_ids`: every channel that the person and the bot may purge.

    `text` is a part of what is written, in any case; `pattern` is RE2's (github.com/google/re2/wiki/Syntax). `bots`:
    only what bots and webhooks wrote, or only what people did. `after` is included, `before` is not. `pinned`: pinned
    messages go as well. `most`: so many in all, of each channel the newest first.
    """

    channel_ids: Annotated[list[Snowflake], msgspec.Meta(max_length=MAX_CHANNELS)] = []
    user_ids: Annotated[list[Snowflake], msgspec.Meta(max_length=MAX_AUTHORS)] = []
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)] | None = None
    pattern: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_PATTERN)] | None = None
    links: bool = False
    attachments: bool = False
    bots: bool | None = None
    after: Moment | None = None
    before: Moment | None = None
    pinned: bool = False
    most: Annotated[int, msgspec.Meta(ge=1, le=MOST_MESSAGES)] = USUAL_MESSAGES


class PurgeSample(msgspec.Struct, frozen=True, kw_only=True):
    """A message that would go; `content` may be cut."""

    id: Snowflake
    channel_id: Snowflake
    author: Person
    content: str
    created_at: datetime
    attachments: int


class PurgeChannel(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a channel; `slow` are those older than 14 days, which go one by one.

    `refusal`: nothing is deleted there, and why. `is_complete`: it was looked through to the end of what is asked for.
    """

    channel_id: Snowflake
    name: str
    scanned: int = 0
    fast: int = 0
    slow: int = 0
    is_complete: bool = True
    refusal: Refusal | None = None


class PurgePreview(msgspec.Struct, frozen=True, kw_only=True):
    """What would go, as far as was looked; `seconds`: how long that would take."""

    channels: list[PurgeChannel]
    samples: list[PurgeSample]
    scanned: int
    fast: int
    slow: int
    oldest_at: datetime | None
    newest_at: datetime | None
    is_complete: bool
    seconds: int


class PurgeProgress(msgspec.Struct, frozen=True, kw_only=True):
    """`failed`: what Discord would not delete. `refused`: channels in which the person or the bot may not delete."""

    scanned: int = 0
    deleted: int = 0
    failed: int = 0
    channel_id: Snowflake | None = None
    refused: list[Snowflake] = []


class PurgePlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a purge is: its channels are gone through by their ids, first for what goes fast, then for the rest.

    `before`: what is older than this message is still to be looked at, None for all. `pending` are about to be deleted:
    after an interruption those of them that are gone were deleted by it. `progress` is from before that.
    """

    slow: bool = False
    channel_id: Snowflake | None = None
    before: Snowflake | None = None
    pending: list[Snowflake] = []
    progress: PurgeProgress = PurgeProgress()
