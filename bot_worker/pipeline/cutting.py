"""Cuts an event down that is too large for a frame on its own."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

_LENGTHS: Final = (4096, 1024, 256, 64)  # 64 leaves every id, name and hash whole


def cut_down(event: bytes, fits: Callable[[bytes], bool]) -> bytes:
    """Shorten the texts of an encoded event until it fits, and mark its data with `truncated`.

    Lists keep all their items: a shorter list would claim that the rest is not there. Where even short texts do not
    help, the data is nothing but the mark.
    """
    envelope: dict[str, Any] = msgspec.json.decode(event)
    for longest in _LENGTHS:
        cut = _marked(envelope, _shortened(envelope["data"], longest))
        if fits(cut):
            return cut
    return _marked(envelope, {})


def _marked(envelope: dict[str, Any], data: Any) -> bytes:
    fields = data if isinstance(data, dict) else {}
    return msgspec.json.encode({**envelope, "data": {**fields, "truncated": True}})


def _shortened(value: Any, longest: int) -> Any:
    match value:
        case str():
            return value[:longest]
        case dict():
            return {name: _shortened(item, longest) for name, item in value.items()}
        case list():
            return [_shortened(item, longest) for item in value]
        case _:
            return value
