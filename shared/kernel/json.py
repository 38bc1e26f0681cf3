"""JSON as it leaves and enters Guildhall: typed by msgspec, snowflakes as decimal strings."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

import msgspec

from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

T = TypeVar("T")

CACHED_SNOWFLAKES: Final = 16_384  # a batch names the same guilds, channels and members again and again


def _written(value: object) -> object:
    if isinstance(value, Snowflake):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _read(wanted: type, value: object) -> object:
    """Build our own types; `0`, which is no id, is accepted because an event outside of any guild carries it."""
    if wanted is Snowflake and isinstance(value, str):
        return Snowflake(0) if value == "0" else parse_snowflake(value)
    raise TypeError(f"expected {wanted.__name__}")


# What raises is not remembered: only snowflakes are.
_to_wire: Final[Callable[[Any], Any]] = lru_cache(maxsize=CACHED_SNOWFLAKES)(_written)
_from_wire: Final[Callable[[type, Any], Any]] = lru_cache(maxsize=CACHED_SNOWFLAKES)(_read)


def schema_hook(kind: type) -> dict[str, Any]:
    """Describe our own types in a JSON Schema (for msgspec.json.schema)."""
    if kind is Snowflake:
        return {"type": "string", "pattern": "^[0-9]{1,19}$", "description": "A Discord id"}
    raise NotImplementedError


_encoder = msgspec.json.Encoder(enc_hook=_to_wire)
encode = _encoder.encode


def to_builtins(value: object) -> Any:
    return msgspec.to_builtins(value, enc_hook=_to_wire)


class Decoder(Generic[T]):
    """Decodes and validates one type; make one per type, at import."""

    def __init__(self, kind: type[T]) -> None:
        self._decoder = msgspec.json.Decoder(kind, dec_hook=_from_wire)

    @property
    def unchecked(self) -> Callable[[bytes | str], T]:
        """Decode as `decode` does, but raise msgspec's own errors, which may quote values: for what is hot."""
        return self._decoder.decode

    def decode(self, data: bytes | str) -> T:
        """Return the value; raise `InvalidInputError` that names the field at fault, never its value."""
        try:
            return self._decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InvalidInputError(details={"problem": _without_values(str(error))}) from None


def convert(value: object, kind: type[T], *, strict: bool = True) -> T:
    """Validate what is parsed already (path and query parameters, table items)."""
    try:
        return msgspec.convert(value, kind, dec_hook=_from_wire, strict=strict)
    except msgspec.ValidationError as error:
        raise InvalidInputError(details={"problem": _without_values(str(error))}) from None


def _without_values(problem: str) -> str:
    """Keep what msgspec says of types and places; drop the value, which it quotes where a tag or an enum is unknown."""
    return re.sub(r"'.*'", "…", problem, flags=re.DOTALL)
