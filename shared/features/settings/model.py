"""Settings as they are stored and as they are read."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class SettingsItem(msgspec.Struct, frozen=True, kw_only=True):
    """`values` is the JSON of the feature's settings type."""

    values: bytes
    version: int


class Stored(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A feature's settings in a guild; version 0 are the defaults, which nobody changed yet."""

    values: T
    version: int
