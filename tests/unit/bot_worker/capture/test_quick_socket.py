"""Floods are taken from the gateway's text, and discord.py's connection stays in step all the same."""

import asyncio
from typing import Any

import msgspec
import pytest

from bot_worker.discord_socket import SturdyWebSocket

QUICK = '{"t":"QUICK","s":7,"op":0,"d":{"id":"1"}}'


class Pulse:
    """A keep-alive that only counts what it hears."""

    def __init__(self) -> None:
        self.heard = 0

    def tick(self) -> None:
        self.heard += 1


class Listening:
    """A connection whose discord.py side notes what reaches it; `takes` says what is taken before."""

    def __init__(self, *, takes: bool = True) -> None:
        self.socket: Any
        self.socket = SturdyWebSocket(None, loop=asyncio.get_running_loop())  # type: ignore[arg-type] # nobody is at the other end
        self.parsed: list[Any] = []
        self.taken: list[bytes] = []
        self.pulse = Pulse()
        self.socket._discord_parsers = {"QUICK": self.parsed.append, "SLOW": self.parsed.append}
        self.socket._dispatch = lambda *_: None
        self.socket._keep_alive = self.pulse
        self.socket.session_id, self.socket.shard_id = "session", 0
        self.socket.take = self._take
        self._takes = takes

    def _take(self, name: str, payload: msgspec.Raw) -> bool:
        if name == "QUICK" and self._takes:
            self.taken.append(bytes(payload))
            return True
        return False


async def test_what_is_taken_counts_as_received_and_discord_py_never_sees_it() -> None:
    listening = Listening()

    await listening.socket.received_message(QUICK)

    assert (listening.taken, listening.parsed) == ([b'{"id":"1"}'], [])
    assert (listening.socket.sequence, listening.pulse.heard) == (7, 1)


@pytest.mark.parametrize(
    "frame",
    [
        '{"t":"SLOW","s":8,"op":0,"d":{"id":"2"}}',
        r'{"t":"SLOW","s":8,"op":0,"d":{"id":"\ud83d"}}',
        '{"op":0,"d":{"id":"2","nan":NaN},"s":8,"t":"SLOW"}',
    ],
)
async def test_everything_else_is_discord_py_s(frame: str) -> None:
    listening = Listening()

    await listening.socket.received_message(frame)

    assert (len(listening.parsed), listening.socket.sequence, listening.pulse.heard) == (1, 8, 1)


async def test_what_the_taker_will_not_have_is_discord_py_s() -> None:
    listening = Listening(takes=False)

    await listening.socket.received_message(QUICK)

    assert (listening.parsed, listening.socket.sequence) == ([{"id": "1"}], 7)


async def test_a_compressed_frame_is_decompressed_once() -> None:
    listening = Listening()
    parts = iter([None, QUICK])

    class Inflating:
        def decompress(self, _: bytes) -> str | None:
            return next(parts)

    listening.socket._decompressor = Inflating()

    await listening.socket.received_message(b"the first half")
    await listening.socket.received_message(b"the second")

    assert listening.taken == [b'{"id":"1"}']
