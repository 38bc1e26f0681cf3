"""Application commands, and the interactions that people have with them."""

from datetime import datetime
from typing import Any

import msgspec


class ApplicationCommand(msgspec.Struct, kw_only=True):
    """A slash, user or message command. `guild_id` None means global; `options` are in Discord's form."""

    id: int
    application_id: int
    version: int
    name: str
    type: int = 1
    description: str = ""
    guild_id: int | None = None
    options: list[dict[str, Any]] = []
    default_member_permissions: int | None = None
    dm_permission: bool = True
    contexts: list[int] | None = None
    integration_types: list[int] = msgspec.field(default_factory=lambda: [0])
    nsfw: bool = False
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None


class Interaction(msgspec.Struct, kw_only=True):
    """A person's use of a command, component or modal. `data` is in Discord's form.

    `answers` counts the first answer, what followed it, and its edits.
    """

    id: int
    application_id: int
    type: int
    token: str
    user_id: int
    created_at: datetime
    guild_id: int | None = None
    channel_id: int | None = None
    message_id: int | None = None
    data: dict[str, Any] = {}
    answered_at: datetime | None = None
    response_type: int | None = None
    response_message_id: int | None = None
    response_data: dict[str, Any] = {}
    follow_up_ids: list[int] = []
    answers: int = 0
