"""From one order of roles to another, without moving a role that may not be moved."""

from collections.abc import Mapping, Sequence

from shared.kernel.authority import GuildRole
from shared.kernel.errors import ConflictError
from shared.kernel.snowflakes import Snowflake


def ordered(roles: Sequence[GuildRole]) -> list[GuildRole]:
    """Return roles from the highest down."""
    return sorted(roles, key=lambda role: role.rank, reverse=True)


def first_moved(before: Sequence[GuildRole], wanted: Sequence[Snowflake]) -> GuildRole | None:
    """Return the highest role that is not where it was; None where the order is the same."""
    return next((role for role, role_id in zip(before, wanted, strict=True) if role.id != role_id), None)


def positions(before: Sequence[GuildRole], wanted: Sequence[Snowflake]) -> dict[Snowflake, int]:
    """Return the new positions of those roles that get another one: roles above the highest that moves keep theirs.

    `before` is in order and without @everyone; `wanted` is another order of the same. Raise `ConflictError` where the
    positions leave no room below a role that stays.
    """
    top = first_moved(before, wanted)
    if top is None:
        return {}
    start = next(number for number, role in enumerate(before) if role.id == top.id)
    slots = [role.position for role in before[start:]]
    moving = list(wanted[start:])
    new = dict(zip(moving, slots, strict=True)) if _are_distinct(slots) else _closest(moving)
    if start and GuildRole(id=moving[0], permissions=0, position=new[moving[0]]).rank >= before[start - 1].rank:
        raise ConflictError("Several roles stand at one position. Put them in order on Discord first.")
    old = {role.id: role.position for role in before}
    return {role_id: position for role_id, position in new.items() if position != old[role_id]}


def _are_distinct(slots: Sequence[int]) -> bool:
    return len(set(slots)) == len(slots) and min(slots) > 0


def _closest(moving: Sequence[Snowflake]) -> Mapping[Snowflake, int]:
    """Return the lowest positions that put roles in this order; of two at one position the older is the higher."""
    new: dict[Snowflake, int] = {}
    position, below = 1, None
    for role_id in reversed(moving):
        if below is not None and role_id > below:
            position += 1
        new[role_id] = position
        below = role_id
    return new
