"""How large DynamoDB takes an item to be.

docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from typing import Any


def item_bytes(item: dict[str, Any]) -> int:
    """Return an item's size; binary values may also be in base64, as they are sent."""
    return sum(len(name) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: dict[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "M":
            return 3 + sum(1 + len(name) + _value_bytes(each) for name, each in held.items())
        case "L":
            return 3 + sum(1 + _value_bytes(each) for each in held)
        case "SS":
            return sum(len(each) for each in held)
        case "N":
            return (len(held) + 1) // 2 + 1
        case "BOOL" | "NULL":
            return 1
        case "B" if isinstance(held, str):
            return len(held) * 3 // 4 - held.count("=")
        case _:
            return len(held.encode() if isinstance(held, str) else held)
