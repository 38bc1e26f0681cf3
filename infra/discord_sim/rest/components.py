"""Buttons, menus and what holds them: kept as they come, with the numbers and defaults that Discord adds."""

from collections.abc import Iterator
from typing import Any

from infra.discord_sim.world.errors import invalid_form

_SELECTS = frozenset({3, 5, 6, 7, 8})
_NESTED = ("components", "accessory", "component")
_MAX = 40  # discord.com/developers/docs/components/reference
_MAX_DEPTH = 5

Component = dict[str, Any]


def numbered(components: list[Component]) -> list[Component]:
    """Check the shape of components and give each a number that is unique in its message."""
    ids = iter(range(1, _MAX + 1))
    return [_numbered(f"components.{index}", each, ids, 0) for index, each in enumerate(components)]


def _numbered(path: str, component: object, ids: Iterator[int], depth: int) -> Component:
    if not isinstance(component, dict) or not _is_type(component.get("type")) or depth > _MAX_DEPTH:
        raise invalid_form(path, "UNION_TYPE_CHOICES", "Value of field is not a known component")
    number = next(ids, None)
    if number is None:
        raise invalid_form("components", "BASE_TYPE_MAX_LENGTH", f"Must be {_MAX} or fewer in length.")
    kept = {name: value for name, value in component.items() if value is not None}
    kept["id"] = component["id"] if _is_type(component.get("id")) and component["id"] else number
    if component["type"] in _SELECTS:
        kept = {"min_values": 1, "max_values": 1} | kept
    for name in _NESTED:
        if name in kept:
            kept[name] = _inner(f"{path}.{name}", kept[name], ids, depth + 1)
    return kept


def _inner(path: str, value: object, ids: Iterator[int], depth: int) -> Component | list[Component]:
    if isinstance(value, list):
        return [_numbered(f"{path}.{index}", each, ids, depth) for index, each in enumerate(value)]
    return _numbered(path, value, ids, depth)


def _is_type(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
