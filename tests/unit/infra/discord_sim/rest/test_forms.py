"""How bodies are read, and how Discord words what is wrong with them."""

from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms
from infra.discord_sim.world.errors import DiscordError

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    title: Annotated[str, Meta(max_length=3)] = ""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=2)]
    count: Annotated[int, Meta(ge=0, le=10)] | UnsetType | None = UNSET
    parts: list[Part] = []


class Target(msgspec.Struct, frozen=True, kw_only=True):
    name: str | UnsetType = UNSET
    count: int | UnsetType | None = UNSET


def problems(body: Any) -> dict[str, Any]:
    with pytest.raises(DiscordError) as raised:
        forms.fill(Body, body)
    assert (raised.value.status, raised.value.code) == (400, 50035)
    return raised.value.errors or {}


def test_every_field_at_fault_is_named_at_once() -> None:
    errors = problems({"name": "x", "count": 11, "parts": [{}, {"title": "long"}]})

    assert errors["name"]["_errors"][0]["code"] == "BASE_TYPE_MIN_LENGTH"
    assert errors["count"]["_errors"][0]["code"] == "NUMBER_TYPE_MAX"
    assert errors["parts"]["1"]["title"]["_errors"] == [
        {"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 3 or fewer in length."}
    ]


def test_a_missing_field_is_required() -> None:
    assert problems({}) == {"name": {"_errors": [{"code": "BASE_TYPE_REQUIRED", "message": "This field is required"}]}}


def test_numbers_may_come_as_strings() -> None:
    assert forms.fill(Body, {"name": "ok", "count": "7"}).count == 7


@given(json_values)
def test_no_body_ever_fails_otherwise(body: Any) -> None:
    try:
        forms.fill(Body, body)
    except DiscordError as error:
        assert error.code == 50035  # noqa: PT017 - a body may also be fine


def test_absent_is_not_null() -> None:
    absent = forms.as_changes(Target, forms.fill(Body, {"name": "ok"}))
    null = forms.as_changes(Target, forms.fill(Body, {"name": "ok", "count": None}))

    assert absent.count is UNSET
    assert null.count is None


@pytest.mark.parametrize("data", [b"{", b"\xff", b'{"a": 1,}'])
def test_what_is_not_json_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(DiscordError) as raised:
        forms.decode(data)

    assert raised.value.code == 50109


def test_no_body_is_an_empty_object() -> None:
    assert forms.decode(b"") == {}
