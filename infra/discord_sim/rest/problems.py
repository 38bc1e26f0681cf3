"""Say in Discord's words what msgspec found wrong with a field."""

import re

_PLACE = re.compile(r"\[(\d+)\]")
_LENGTH = re.compile(r"Expected `(?:str|array|object)` of length (<=|>=) (\d+)")
_RANGE = re.compile(r"Expected `(?:int|float)` (<=|>=) (-?\d+)")
_TYPE = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_MISSING = re.compile(r"Object missing required field `([^`]+)`")

_WRONG_TYPE = {
    "bool": ("BOOLEAN_TYPE_CONVERT", "Must be either true or false."),
    "array": ("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
    "object": ("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"),
    "str": ("STRING_TYPE_CONVERT", "Could not interpret value as string."),
    "int": ("NUMBER_TYPE_COERCE", "Value is not int."),
    "float": ("NUMBER_TYPE_COERCE", "Value is not float."),
}

Problem = tuple[str, str, str]
"""Where (dotted path), Discord's code, Discord's message."""


def problem(path: str, complaint: str) -> Problem:
    """Translate msgspec's complaint about the value at a path."""
    what, _, inner = complaint.partition(" - at `$")
    place = _join(path, inner.rstrip("`"))
    if missing := _MISSING.match(what):
        return _join(place, missing[1]), "BASE_TYPE_REQUIRED", "This field is required"
    return place, *_explain(what)


def _explain(what: str) -> tuple[str, str]:
    if length := _LENGTH.match(what):
        if length[1] == "<=":
            return "BASE_TYPE_MAX_LENGTH", f"Must be {length[2]} or fewer in length."
        return "BASE_TYPE_MIN_LENGTH", f"Must be {length[2]} or more in length."
    if limit := _RANGE.match(what):
        if limit[1] == "<=":
            return "NUMBER_TYPE_MAX", f"int value should be less than or equal to {limit[2]}."
        return "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {limit[2]}."
    if wrong := _TYPE.match(what):
        if wrong[2] == "null":
            return "BASE_TYPE_REQUIRED", "This field is required"
        return _WRONG_TYPE.get(wrong[1].partition(" | ")[0], ("BASE_TYPE_INVALID", "Invalid value."))
    if "enum value" in what:
        return "BASE_TYPE_CHOICES", "Value is not one of the choices."
    if "datetime" in what:
        return "DATE_TIME_TYPE_PARSE", "Could not parse value. Should be ISO8601."
    if "matching regex" in what:
        return "STRING_TYPE_REGEX", "String value did not match validation regex."
    return "BASE_TYPE_INVALID", "Invalid value."


def _join(path: str, inner: str) -> str:
    steps = _PLACE.sub(r".\1", inner).strip(".")
    return ".".join(part for part in (path, steps) if part)
