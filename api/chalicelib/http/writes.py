"""What every write at Discord has in common."""

import secrets
from collections.abc import Callable
from typing import Any, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.etags import require_unchanged
from shared.features.actions.authors import Author, Why
from shared.kernel.errors import (
    ConflictError,
    DiscordApiError,
    DiscordBusyError,
    DiscordConflictError,
    DiscordForbiddenError,
    DiscordInvalidError,
    DiscordNotFoundError,
    DiscordTokenRejectedError,
    NotFoundError,
    RoleTooHighError,
    StaleViewError,
)
from shared.kernel.ulids import make_ulid

READ_ERRORS: Final = (DiscordBusyError, DiscordApiError, DiscordTokenRejectedError, NotFoundError)
WRITE_ERRORS: Final = (
    *READ_ERRORS,
    *(StaleViewError, ConflictError, RoleTooHighError),
    *(DiscordInvalidError, DiscordForbiddenError, DiscordNotFoundError, DiscordConflictError),
)


class ReasonQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Of deletions, which have no body."""

    reason: Why | None = None


def author_of(call: Call, reason: str | None) -> Author:
    """Return the caller as the one who changes something in the guild of the path."""
    return Author(user_id=call.user_id, guild_id=call.guild_id, reason=reason)


def act_key(call: Call) -> str:
    """Return what tells this request's act apart: what is sent again, whenever that is, is one act."""
    if call.idempotency_key:
        return f"web:{call.user_id}:{call.idempotency_key}"
    return f"act:{make_ulid(int(call.services.clock().timestamp() * 1000), secrets.randbits(80))}"


def unchanged_for(call: Call) -> Callable[[Any], None]:
    """Return what raises `StaleViewError` where a resource is not the one that the request's `If-Match` names."""
    return lambda current: require_unchanged(call.if_match, current)
