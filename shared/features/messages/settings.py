"""What a guild lets us keep of its messages."""

from datetime import timedelta
from typing import Annotated

import msgspec


class MessageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Without `store_content`, what people write is shown live and never stored."""

    store_content: Annotated[
        bool,
        msgspec.Meta(
            title="Keep message content",
            description="Store what people write, encrypted with a key of this server. Off: it is only shown live.",
        ),
    ] = False
    retention_days: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            le=365,
            title="Days to keep events",
            description="Events of this server, and stored content, are deleted after so many days.",
        ),
    ] = 30
    content_days: Annotated[
        int,
        msgspec.Meta(
            ge=1,
            le=365,
            title="Days to keep message content",
            description="Stored content is shown to nobody after so many days; it is deleted with its events.",
        ),
    ] = 365


def content_retention(settings: MessageSettings) -> timedelta:
    """Content is kept no longer than the event that it came in."""
    return timedelta(days=min(settings.content_days, settings.retention_days))


def retention(settings: MessageSettings) -> timedelta:
    return timedelta(days=settings.retention_days)
