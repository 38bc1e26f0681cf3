"""The request id that follows one action from the browser to the bot."""

from contextvars import ContextVar
from typing import Final

request_id: Final[ContextVar[str]] = ContextVar("request_id", default="-")

_ALLOWED: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=")
_LONGEST: Final = 64


def is_request_id(text: str) -> bool:
    """Whether an id from outside is safe to log and to send back."""
    return 0 < len(text) <= _LONGEST and all(letter in _ALLOWED for letter in text)
