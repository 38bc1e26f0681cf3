"""What of a guild's events is recorded at all."""

from typing import Annotated, Final

import msgspec

from shared.kernel.snowflakes import Snowflake

FEATURE: Final = "events"
MAX_IGNORED: Final = 100


class EventSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a guild does not want recorded never leaves the bot; what access and moderation hang on always does."""

    ignored_channel_ids: Annotated[
        list[Snowflake],
        msgspec.Meta(
            max_length=MAX_IGNORED,
            title="Ignored channels",
            description="Nothing that is written or said in these channels, their threads, or the channels of these "
            "categories is recorded.",
        ),
    ] = []
    record_voice: Annotated[
        bool,
        msgspec.Meta(title="Record voice channels", description="Record who joins, leaves and moves between them."),
    ] = True
    record_message_edits: Annotated[
        bool,
        msgspec.Meta(title="Record edits", description="Record when messages are edited, and what they say then."),
    ] = True
    record_message_deletions: Annotated[
        bool,
        msgspec.Meta(title="Record deletions", description="Record when messages are deleted, and whose they were."),
    ] = True
