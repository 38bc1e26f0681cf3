"""Invites as people see and make them."""

from datetime import datetime
from typing import Annotated

import msgspec

from shared.features.actions.authors import Why
from shared.kernel.snowflakes import Snowflake

LONGEST_LIFE = 604_800  # seven days; discord.com/developers/docs/resources/channel#create-channel-invite
MOST_USES = 100


class InviteView(msgspec.Struct, frozen=True, kw_only=True):
    """`max_age` in seconds, 0: for ever; `max_uses` 0: as often as one likes; `temporary`: guests, not members."""

    code: str
    channel_id: Snowflake | None
    inviter_id: Snowflake | None
    inviter: str | None
    uses: int
    max_uses: int
    max_age: int
    temporary: bool
    created_at: datetime | None
    expires_at: datetime | None


class InviteList(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first; always whole."""

    items: list[InviteView]
    next_cursor: str | None


class NewInviteBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    max_age: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_LIFE)] = 86_400
    max_uses: Annotated[int, msgspec.Meta(ge=0, le=MOST_USES)] = 0
    temporary: bool = False
    reason: Why | None = None
