"""A user's copy of their data, and the receipt of its erasure."""

from datetime import datetime

import msgspec

from shared.features.appeals.model import OwnCases
from shared.features.logins.model import LoginEntry, User
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import StoredEvent


class DiscordGrant(msgspec.Struct, frozen=True, kw_only=True):
    """What the user lets us do at Discord; the tokens themselves are in no export."""

    scopes: list[str]
    expires_at: datetime


class ExportedEvents(msgspec.Struct, frozen=True, kw_only=True):
    """Events that the user caused, or that mention them, in no order, with content where the guild keeps it.

    `complete` is false where there was more than one request may look through: `segments_read` says how much was.
    """

    items: list[StoredEvent]
    complete: bool
    segments_read: int


class OwnCasesOfGuild(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    cases: OwnCases


class AccountExport(msgspec.Struct, frozen=True, kw_only=True):
    """All that we hold about a user; `covers` says in words what that is, and what is not part of it."""

    exported_at: datetime
    covers: list[str]
    user: User
    discord_grant: DiscordGrant | None
    logins: list[LoginEntry]
    open_connections: int
    events: ExportedEvents
    cases: list[OwnCasesOfGuild]


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """How many of each were erased; in `events` the user was made unrecognisable, and content of theirs removed.

    In `cases` they are nameless: what moderators did is their server's record.
    """

    accounts: int
    logins: int
    connections: int
    discord_grants: int
    events: int
    contents: int
    cases: int


class ErasureReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """`complete` is false where a job goes on with the stored events and cases."""

    receipt_id: str
    erased_at: datetime
    erased: Erased
    complete: bool


class PendingErasure(msgspec.Struct, frozen=True, kw_only=True):
    """An erasure of which cases are left, and stored events from `position` on (None: none of them). It goes away when
    it is done.
    """

    user_id: Snowflake
    receipt_id: str
    requested_at: datetime
    position: str | None
