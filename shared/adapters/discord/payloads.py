"""How values look on Discord's wire: ids are decimal strings there, and so are the permissions that it sends."""

from typing import Any, Final, Generic, TypeVar

import msgspec

from shared.kernel.errors import DiscordUnavailableError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

T = TypeVar("T")
Unset = msgspec.UnsetType
UNSET: Final = msgspec.UNSET


class Bits(int):
    """Permission bits; Discord may add new ones, so these are no enumeration."""

    __slots__ = ()


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """Something from or for Discord. Fields that we do not know are ignored; in a change, `UNSET` is not sent."""


def id_text(snowflake: int | None) -> str | None:
    """Write an id for a query."""
    return None if snowflake is None else str(int(snowflake))


def _to_wire(value: object) -> object:
    if isinstance(value, Bits):
        return int(value)  # of the two forms that Discord takes, the one that its OpenAPI document knows
    if isinstance(value, Snowflake):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form on the wire")


def _from_wire(wanted: type, value: object) -> object:
    if wanted is Bits and isinstance(value, str | int):
        return Bits(value)
    if wanted is Snowflake and isinstance(value, str | int):
        return parse_snowflake(str(value))
    raise TypeError(f"expected {wanted.__name__}")


encode: Final = msgspec.json.Encoder(enc_hook=_to_wire).encode


class Decoder(Generic[T]):
    """Decodes one type of answer; make one per type, at import."""

    def __init__(self, kind: type[T]) -> None:
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(kind, dec_hook=_from_wire)

    def decode(self, data: bytes) -> T:
        """Raise `DiscordUnavailableError` for what Discord should not have sent."""
        try:
            return self._decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DiscordUnavailableError from error


ANYTHING: Final[Decoder[Any]] = Decoder(Any)
