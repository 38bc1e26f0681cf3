"""Webhooks as people see and make them."""

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.actions.authors import Why
from shared.kernel.snowflakes import Snowflake


class WebhookView(msgspec.Struct, frozen=True, kw_only=True):
    """`type` 1: others write through it, 2: it follows a channel elsewhere, 3: an application's."""

    id: Snowflake
    type: int
    channel_id: Snowflake | None
    name: str | None
    avatar: str | None
    created_at: datetime
    author_id: Snowflake | None
    author: str | None
    application_id: Snowflake | None


class WebhookList(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first; always whole."""

    items: list[WebhookView]
    next_cursor: str | None


class NewWebhookBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    reason: Why | None = None


class WebhookEdit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change: what is left out stays as it is."""

    name: str | UnsetType = UNSET
    channel_id: Snowflake | UnsetType = UNSET
    reason: Why | None = None
