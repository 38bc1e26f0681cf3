"""Frames from a client: decode them, or say with which code to hang up."""

from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.gateway.codes import CloseCode, Op

MAX_FRAME_BYTES = 4_096  # discord.com/developers/docs/events/gateway#sending-events


class HangUpError(Exception):
    """End the connection with this close code."""

    def __init__(self, code: CloseCode, detail: str = "") -> None:
        super().__init__(code.name)
        self.code = code
        self.detail = detail


class Frame(msgspec.Struct, frozen=True):
    """Any frame; its data is decoded once its opcode is known."""

    op: int
    d: msgspec.Raw = msgspec.Raw(b"null")


class Identify(msgspec.Struct, frozen=True, kw_only=True):
    """Opcode 2."""

    token: str
    properties: dict[str, Any]
    intents: int | None = None
    shard: tuple[int, int] | None = None
    compress: bool = False
    large_threshold: int = 50
    presence: "PresenceUpdate | None" = None


class Resume(msgspec.Struct, frozen=True, kw_only=True):
    """Opcode 6. discord.py sends null for what it does not know, after a connection that never was ready."""

    token: str
    session_id: str | None
    seq: int | None


class PresenceUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """Opcode 3. `since` is in milliseconds."""

    status: str | None = "online"
    activities: list[dict[str, Any]] | None = None
    afk: bool | None = False
    since: float | None = None


class VoiceStateUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """Opcode 4; no channel means leave."""

    guild_id: str | int
    channel_id: str | int | None = None
    self_mute: bool = False
    self_deaf: bool = False


class RequestGuildMembers(msgspec.Struct, frozen=True, kw_only=True):
    """Opcode 8: by prefix of the name, or by ids."""

    guild_id: str | int | list[str]
    query: str | UnsetType | None = UNSET
    limit: int = 0
    presences: bool | None = False
    user_ids: str | int | list[str | int] | UnsetType | None = UNSET
    nonce: str | int | None = None


class RequestSoundboardSounds(msgspec.Struct, frozen=True, kw_only=True):
    """Opcode 31."""

    guild_ids: list[str]


_T = TypeVar("_T")
_frames = msgspec.json.Decoder(Frame)
_OPS = frozenset(Op)


def frame(data: str | bytes) -> Frame:
    """Decode a frame; one too long or not JSON is a decode error (4002)."""
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > MAX_FRAME_BYTES:
        raise HangUpError(CloseCode.DECODE_ERROR)
    try:
        decoded = _frames.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise HangUpError(CloseCode.DECODE_ERROR) from None
    if decoded.op not in _OPS:
        raise HangUpError(CloseCode.UNKNOWN_OPCODE)
    return decoded


def data_of(one: Frame, kind: type[_T]) -> _T:
    """Decode a frame's data; what does not fit is a decode error (4002)."""
    try:
        return msgspec.json.decode(one.d, type=kind)
    except msgspec.DecodeError as error:
        raise HangUpError(CloseCode.DECODE_ERROR, str(error)) from None
