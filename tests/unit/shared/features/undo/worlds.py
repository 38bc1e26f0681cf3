"""Actions as the services record them, about things that a test changes by hand."""

from typing import Any

import msgspec

from shared.features.actions.differences import differences
from shared.features.actions.model import Action, ActionKind, Outcome, Target, TargetKind
from shared.features.undo.rules.members import MemberFacts
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake
from tests.factories.events import GUILD, a_batch_id
from tests.fakes.clock import NOON

ADA, BEN = Snowflake(80351110224678912), Snowflake(80351110224678913)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """As `MemberDetail`, in what matters here; `permissions` follow from the roles."""

    nick: str | None
    role_ids: list[Snowflake]
    timed_out_until: Any
    permissions: list[str]


def an_action(kind: ActionKind, *, before: Any = None, after: Any = None, **fields: Any) -> Action:
    given: dict[str, Any] = {
        "guild_id": GUILD,
        "actor_id": ADA,
        "target": Target(kind=TargetKind.USER, id=str(int(BEN)), name="ben"),
        "id": a_batch_id(),
        "at": NOON,
        "request_id": "r",
        "outcome": Outcome.DONE,
        **fields,
    }
    recorded = Action(kind=kind, before=before, after=after, **given)
    return json.convert(json.to_builtins(recorded), Action)


def a_change_of(before: MemberFacts, after: MemberFacts) -> Action:
    """Return what is on record of a member who was changed."""
    old, new = differences(_shown(before), _shown(after))
    return an_action(ActionKind.MEMBER_EDIT, before=old, after=new)


def _shown(member: MemberFacts) -> Shown:
    return Shown(
        nick=member.nick,
        role_ids=sorted(member.role_ids),
        timed_out_until=member.timed_out_until,
        permissions=[f"OF_{role_id}" for role_id in sorted(member.role_ids)],
    )
