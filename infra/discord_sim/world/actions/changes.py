"""Apply a set of changes to a record, and describe them for the audit log."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET

from infra.discord_sim.world import render
from infra.discord_sim.world.audit import change


def apply(record: msgspec.Struct, changes: msgspec.Struct) -> list[dict[str, Any]]:
    """Set each field of `changes` that is given and differs; return what the audit log says of it."""
    described = []
    for field in changes.__struct_fields__:
        new = getattr(changes, field)
        if new is UNSET:
            continue
        old = getattr(record, field)
        if new != old:
            setattr(record, field, new)
            described.append(change(field, _plain(field, old), _plain(field, new)))
    return described


def created(record: msgspec.Struct, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """Describe a record that is new."""
    values = ((field, getattr(record, field)) for field in fields)
    return [change(field, None, _plain(field, value)) for field, value in values if value is not None]


def deleted(record: msgspec.Struct, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """Describe a record that is gone."""
    values = ((field, getattr(record, field)) for field in fields)
    return [change(field, _plain(field, value), None) for field, value in values if value is not None]


def _plain(field: str, value: object) -> object:
    """Write ids and permissions as strings, moments in ISO 8601, as the audit log does."""
    if isinstance(value, datetime):
        return render.moment(value)
    if isinstance(value, int) and (field.endswith("_id") or field in ("permissions", "allow", "deny")):
        return str(value)
    if isinstance(value, list) and field.startswith("exempt_"):
        return render.snowflakes(value)
    return value
