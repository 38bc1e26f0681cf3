"""Discord's error bodies, as our errors."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from shared.kernel.errors import (
    DiscordApiError,
    DiscordConflictError,
    DiscordForbiddenError,
    DiscordInvalidError,
    DiscordNotFoundError,
    DiscordTokenRejectedError,
)

_BY_STATUS: Final[dict[int, type[DiscordApiError]]] = {
    400: DiscordInvalidError,
    401: DiscordTokenRejectedError,
    403: DiscordForbiddenError,
    404: DiscordNotFoundError,
    409: DiscordConflictError,
    413: DiscordInvalidError,
}
# discord.com/developers/docs/topics/opcodes-and-status-codes#json: 30001–30061 "Maximum number of … reached"
_MAXIMUM_REACHED: Final = range(30_001, 30_062)
_MOST_FIELDS: Final = 50
_LONGEST_MESSAGE: Final = 300


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    code: int = 0
    message: str = ""
    errors: dict[str, Any] = {}


def refusal(status: int, body: bytes) -> DiscordApiError:
    """Make the error of an answer that is not 2xx, 429 or 5xx; its body may be anything."""
    try:
        said = msgspec.json.decode(body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        said = _Body()
    kind = _BY_STATUS.get(status, DiscordApiError)
    if said.code in _MAXIMUM_REACHED:
        kind = DiscordConflictError
    fields = dict(pair for pair, _ in zip(_fields(said.errors), range(_MOST_FIELDS), strict=False))
    return kind(discord_code=said.code, discord_message=said.message[:_LONGEST_MESSAGE], fields=fields)


def _fields(errors: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Walk the tree of errors to its leaves: `{"embeds": {"0": {"title": {"_errors": [{code, message}]}}}}`."""
    if not isinstance(errors, dict) or len(path) > 10:
        return
    for name, below in errors.items():
        if name == "_errors" and isinstance(below, list):
            messages = [str(one.get("message", "")) for one in below if isinstance(one, dict)]
            yield ".".join(path), " ".join(messages)[:_LONGEST_MESSAGE]
        else:
            yield from _fields(below, (*path, str(name)))
