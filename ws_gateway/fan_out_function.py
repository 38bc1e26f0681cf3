"""Have the function `fan_out` deliver parts of a large audience."""

from collections.abc import Callable
from typing import Protocol

from shared.kernel import json
from ws_gateway.delivery import Parcel
from ws_gateway.fan_out import wrapped


class InvokingLater(Protocol):
    def invoke_later(self, name: str, payload: bytes) -> None:
        """Raise `UnavailableError` where the function does not take it."""


class FanOutFunction:
    """`functions` is made at the first large audience: few functions ever see one."""

    def __init__(self, functions: Callable[[], InvokingLater], name: str) -> None:
        self._functions = functions
        self._name = name

    def take(self, parcel: Parcel) -> None:
        self._functions().invoke_later(self._name, json.encode(wrapped(parcel)))
