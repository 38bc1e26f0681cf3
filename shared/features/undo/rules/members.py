"""How a member is put back: nick, roles and timeout, as far as the action changed them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.actions.model import Action
from shared.features.undo.model import Obstacle
from shared.features.undo.rules.kinds import fields, not_undoable
from shared.kernel.errors import ChangedSinceError
from shared.kernel.snowflakes import Snowflake, parse_snowflake


class MemberFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A member as they are now."""

    nick: str | None
    role_ids: frozenset[Snowflake]
    timed_out_until: datetime | None


class MemberInverse(msgspec.Struct, frozen=True, kw_only=True):
    """What puts a member back; `gives` and `takes` are roles."""

    nick: str | UnsetType | None = UNSET
    timed_out_until: datetime | UnsetType | None = UNSET
    gives: frozenset[Snowflake] = frozenset()
    takes: frozenset[Snowflake] = frozenset()


def inverse(
    action: Action, member: MemberFacts | None, known_roles: Collection[Snowflake], now: datetime
) -> MemberInverse:
    """Say what takes the action back; raise `ChangedSinceError` or `NotUndoableError`.

    Roles that others gave or took meanwhile are no hindrance, and stay as they are.
    """
    if member is None:
        raise ChangedSinceError(details={"changed": {"member": False}})
    before, after = fields(action.before), fields(action.after)
    steps = [
        _nick(before, after, member),
        _roles(before, after, member, known_roles),
        _timeout(before, after, member, now),
    ]
    touched = [step for step in steps if step is not None]
    changed = {name: value for step in touched for name, value in step.changed.items()}
    if changed and all(step.is_back for step in touched):
        raise not_undoable(Obstacle.ALREADY_SO)
    if changed:
        raise ChangedSinceError(details={"changed": changed})
    made = MemberInverse()
    for step in touched:
        made = msgspec.structs.replace(made, **step.puts_back)
    if made == MemberInverse():
        raise not_undoable(Obstacle.OVER)
    return made


def undone(member: MemberFacts, taken_back: MemberInverse) -> MemberFacts:
    """Return how the member is then."""
    return MemberFacts(
        nick=member.nick if isinstance(taken_back.nick, UnsetType) else taken_back.nick,
        role_ids=(member.role_ids | taken_back.gives) - taken_back.takes,
        timed_out_until=member.timed_out_until
        if isinstance(taken_back.timed_out_until, UnsetType)
        else taken_back.timed_out_until,
    )


class _Step(msgspec.Struct, frozen=True, kw_only=True):
    """One field: what is not as the action left it, whether it is as before, and what puts it back."""

    changed: dict[str, Any]
    is_back: bool
    puts_back: dict[str, Any]


def _nick(before: dict[str, Any], after: dict[str, Any], member: MemberFacts) -> _Step | None:
    if "nick" not in after:
        return None
    same = member.nick == after["nick"]
    return _Step(
        changed={} if same else {"nick": member.nick},
        is_back=member.nick == before.get("nick"),
        puts_back={"nick": before.get("nick")},
    )


def _roles(
    before: dict[str, Any], after: dict[str, Any], member: MemberFacts, known: Collection[Snowflake]
) -> _Step | None:
    if "role_ids" not in after:
        return None
    old, new = (frozenset(map(parse_snowflake, each.get("role_ids") or [])) for each in (before, after))
    given, taken = new - old, old - new
    same = given <= member.role_ids and not taken & member.role_ids
    is_back = taken <= member.role_ids and not given & member.role_ids
    if not is_back and not taken <= set(known):
        raise not_undoable(Obstacle.ROLE_DELETED)
    return _Step(
        changed={} if same else {"role_ids": [str(role_id) for role_id in sorted(member.role_ids)]},
        is_back=is_back,
        puts_back={"gives": taken, "takes": given},
    )


def _timeout(before: dict[str, Any], after: dict[str, Any], member: MemberFacts, now: datetime) -> _Step | None:
    if "timed_out_until" not in after:
        return None
    old, new = (_running(each.get("timed_out_until"), now) for each in (before, after))
    current = member.timed_out_until if member.timed_out_until and member.timed_out_until > now else None
    return _Step(
        changed={} if current == new else {"timed_out_until": current and current.isoformat()},
        is_back=current == old,
        puts_back={} if old == new else {"timed_out_until": old},
    )


def _running(text: str | None, now: datetime) -> datetime | None:
    """Return when a timeout ends that has not ended."""
    until = None if text is None else datetime.fromisoformat(text)
    return until if until is not None and until > now else None
