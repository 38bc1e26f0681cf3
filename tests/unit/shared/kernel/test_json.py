from enum import StrEnum

import msgspec
import pytest

from shared.kernel import json
from shared.kernel.errors import InvalidInputError
from shared.kernel.snowflakes import Snowflake


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    size: int = 0


things = json.Decoder(Thing)


def test_a_snowflake_is_a_string_on_the_wire() -> None:
    wire = json.encode(Thing(id=Snowflake(2**60)))

    assert wire == b'{"id":"1152921504606846976","size":0}'
    assert things.decode(wire).id == 2**60


@pytest.mark.parametrize(
    "wire", ['{"id":1152921504606846976}', '{"id":"x"}', '{"id":null}', "{}", "[", "[" * 5000, b"\xff"]
)
def test_what_does_not_fit_is_refused(wire: bytes | str) -> None:
    with pytest.raises(InvalidInputError):
        things.decode(wire)


class Colour(StrEnum):
    RED = "red"


class Painted(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake | None = None
    colour: Colour = Colour.RED


@pytest.mark.parametrize(("wire", "place"), [('{"id":"hunter2"}', "$.id"), ('{"colour":"hunter2"}', "$.colour")])
def test_an_error_names_the_field_and_never_repeats_the_value(wire: str, place: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        json.Decoder(Painted).decode(wire)

    assert place in str(caught.value.details)
    assert "hunter2" not in str(caught.value.details)
