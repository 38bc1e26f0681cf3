"""Bodies are small and shallow before anything decodes them."""

from typing import Final

from shared.kernel.errors import InvalidInputError, PayloadTooLargeError

MAX_BODY_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 32
_OPENING: Final = frozenset(b"[{")
_CLOSING: Final = frozenset(b"]}")
_QUOTE, _BACKSLASH = b'"\\'


def checked_body(body: bytes) -> bytes:
    """Return the body; raise `PayloadTooLargeError` or, where it is nested too deeply, `InvalidInputError`."""
    if len(body) > MAX_BODY_BYTES:
        raise PayloadTooLargeError
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth(body) > MAX_DEPTH:
        raise InvalidInputError(details={"problem": f"More than {MAX_DEPTH} levels of nesting"})
    return body


def _depth(body: bytes) -> int:
    """Return how deeply a JSON text nests, brackets within strings apart."""
    depth = deepest = 0
    in_string = escaped = False
    for byte in body:
        if in_string:
            in_string = escaped or byte != _QUOTE
            escaped = not escaped and byte == _BACKSLASH
        elif byte == _QUOTE:
            in_string = True
        elif byte in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif byte in _CLOSING:
            depth -= 1
    return deepest
