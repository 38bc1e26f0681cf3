"""Turn what a client sent into a typed struct, or into a 50035 that names every field at fault."""

import functools
from types import NoneType
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import UNSET

from infra.discord_sim.rest.problems import Problem, problem
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form, invalid_forms

Form = TypeVar("Form", bound=msgspec.Struct)


def decode(data: bytes) -> Any:
    """Read JSON; an empty body counts as an empty object. Raise 50109 for anything that is not JSON."""
    if not data:
        return {}
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise error(Code.INVALID_JSON) from None


def fill(kind: type[Form], raw: object) -> Form:
    """Validate an object against a struct, as leniently as Discord: a number may come as a string, and so on."""
    return fill_at("", kind, raw)


def fill_at(path: str, kind: type[Form], raw: object) -> Form:
    """Validate an object that is at a path of the body."""
    if not isinstance(raw, dict):
        raise invalid_form(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    prefix = f"{path}." if path else ""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in _fields(kind):
        if field.encode_name in raw:
            try:
                values[field.name] = msgspec.convert(raw[field.encode_name], field.type, strict=False)
            except msgspec.ValidationError as complaint:
                problems.append(problem(prefix + field.encode_name, str(complaint)))
        elif field.required:
            problems.append((prefix + field.encode_name, "BASE_TYPE_REQUIRED", "This field is required"))
    if problems:
        raise invalid_forms(problems)
    return kind(**values)


def fill_list(kind: type[Form], raw: object) -> list[Form]:
    """Validate a list of objects against a struct."""
    try:
        return msgspec.convert(raw, list[kind], strict=False)  # type: ignore[valid-type]  # a type at run time
    except msgspec.ValidationError as complaint:
        raise invalid_forms([problem("", str(complaint))]) from None


def as_changes(kind: type[Form], form: msgspec.Struct) -> Form:
    """Take over the fields that two structs share; null counts as "leave it" where the target knows no null."""
    values: dict[str, Any] = {}
    for field in _fields(kind):
        value = getattr(form, field.name, UNSET)
        if value is not UNSET and (value is not None or NoneType in get_args(field.type)):
            values[field.name] = value
    return kind(**values)


@functools.cache
def _fields(kind: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(kind)
