"""Takes floods straight from the gateway's text: nobody needs discord.py's objects of them."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from discord.gateway import DiscordWebSocket

_DISPATCH: Final = 0


class Frame(msgspec.Struct, frozen=True):
    """A gateway frame whose data has not been looked at."""

    op: int
    t: str | None = None
    s: int | None = None
    d: msgspec.Raw = msgspec.Raw(b"null")


_frames: Final = msgspec.json.Decoder(Frame)


class QuickWebSocket(DiscordWebSocket):
    """`take` is offered a dispatch's name and text; what it takes, discord.py never sees, but for its number."""

    take: Callable[[str, msgspec.Raw], bool] | None = None

    async def received_message(self, msg: Any, /) -> None:
        text = self._decompressor.decompress(msg) if type(msg) is bytes else msg
        if text is not None and not self._taken(text):
            await super().received_message(text)

    def _taken(self, text: str) -> bool:
        """Note what discord.py would: the sequence number to resume after, and that the connection is alive."""
        if self.take is None or self._dispatch_listeners:
            return False
        try:
            frame = _frames.decode(text)
        except (msgspec.DecodeError, UnicodeError):
            return False  # discord.py reads more than is valid, and what it cannot read is its to report
        if frame.op != _DISPATCH or frame.t is None or frame.s is None or not self.take(frame.t, frame.d):
            return False
        self.sequence = frame.s
        if self._keep_alive is not None:
            self._keep_alive.tick()
        return True
