"""What is asked of Discord for each kind of act, step by step, and how one sees that a step was taken."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from shared.adapters.discord.resources.bans import Bans
from shared.adapters.discord.resources.members import Member, MemberChange, Members
from shared.features.actions.carrying_out import Errands
from shared.features.actions.differences import differences
from shared.features.actions.model import ActionKind
from shared.features.cases.model import CaseKind
from shared.features.enforcement.model import BanAct, NickAct, SoftbanAct
from shared.features.enforcement.plans import Plan
from shared.features.enforcement.sights import Sight
from shared.features.members.views import detailed
from shared.kernel.attribution import read_stamp
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake

# discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events
_KICK, _BAN, _UNBAN, _MEMBER, _ROLES = 20, 22, 23, 24, 25
Fields = dict[str, Any]


class DeedStep(msgspec.Struct, frozen=True, kw_only=True):
    """`logged_as` is the type of its entry in Discord's audit log; `is_so` tells by how the user stands now."""

    kind: Callable[[Plan], ActionKind]
    logged_as: int
    carry_out: Callable[[Errands, Plan], None]
    is_so: Callable[[Plan, Sight], bool]
    before: Callable[[Plan], Fields | None] = lambda _: None
    after: Callable[[Plan], Fields | None] = lambda _: None


def _edited(errands: Errands, plan: Plan, change: MemberChange) -> None:
    after = errands.at(Members).edit(plan.guild_id, plan.user_id, change)
    _note(errands, plan, after)


def _note(errands: Errands, plan: Plan, after: Member) -> None:
    scene = plan.sight.scene
    old, new = differences(detailed(scene, _member(plan.sight)), detailed(scene, after))
    errands.note(before=old, after=new)


def _note_roles(errands: Errands, plan: Plan, role_ids: set[Snowflake]) -> None:
    """Discord says nothing but that it was done."""
    _note(errands, plan, replace(_member(plan.sight), roles=tuple(sorted(role_ids))))


def _member(sight: Sight) -> Member:
    if sight.member is None:
        raise NotFoundError("There is no such member.")
    return sight.member


def _time_out(errands: Errands, plan: Plan) -> None:
    _edited(errands, plan, MemberChange(communication_disabled_until=plan.case.expires_at))


def _is_timed_out(plan: Plan, sight: Sight) -> bool:
    until, wanted = _silenced_until(sight), plan.case.expires_at
    return until is not None and wanted is not None and abs((until - wanted).total_seconds()) < 1


def _end_timeout(errands: Errands, plan: Plan) -> None:
    _edited(errands, plan, MemberChange(communication_disabled_until=None))


def _may_speak(plan: Plan, sight: Sight) -> bool:
    del plan
    until = _silenced_until(sight)
    return sight.member is not None and (until is None or until <= sight.scene.now)


def _silenced_until(sight: Sight) -> datetime | None:
    return sight.member.communication_disabled_until if sight.member else None


def _nick(errands: Errands, plan: Plan) -> None:
    _edited(errands, plan, MemberChange(nick=_nick_of(plan)))


def _is_called_so(plan: Plan, sight: Sight) -> bool:
    return sight.member is not None and sight.member.nick == _nick_of(plan)


def _nick_of(plan: Plan) -> str | None:
    return (plan.act.nick or None) if isinstance(plan.act, NickAct) else None


def _kick(errands: Errands, plan: Plan) -> None:
    errands.at(Members).kick(plan.guild_id, plan.user_id)


def _is_gone(plan: Plan, sight: Sight) -> bool:
    del plan
    return sight.member is None


def _as_they_were(plan: Plan) -> Fields:
    member = _member(plan.sight)
    return {"nick": member.nick, "role_ids": [str(role_id) for role_id in member.roles]}


def _ban(errands: Errands, plan: Plan) -> None:
    errands.at(Bans).ban(plan.guild_id, plan.user_id, delete_message_seconds=_deletion(plan))


def _deletion(plan: Plan) -> int:
    return plan.act.delete_message_seconds if isinstance(plan.act, BanAct | SoftbanAct) else 0


def _is_banned(plan: Plan, sight: Sight) -> bool:
    """Somebody else's ban is not this one."""
    said = read_stamp(sight.ban.reason) if sight.ban else None
    return said is not None and said.case == plan.case.number


def _unban(errands: Errands, plan: Plan) -> None:
    errands.at(Bans).unban(plan.guild_id, plan.user_id)


def _is_not_banned(plan: Plan, sight: Sight) -> bool:
    del plan
    return sight.ban is None


def _give(errands: Errands, plan: Plan) -> None:
    if len(plan.role_ids) > 1:
        held = _member(plan.sight).roles
        _edited(errands, plan, MemberChange(roles=tuple(sorted({*held, *plan.role_ids}))))
        return
    errands.at(Members).add_role(plan.guild_id, plan.user_id, plan.role_ids[0])
    _note_roles(errands, plan, {*_member(plan.sight).roles, *plan.role_ids})


def _take(errands: Errands, plan: Plan) -> None:
    if len(plan.role_ids) > 1:
        left = set(_member(plan.sight).roles) - set(plan.role_ids)
        _edited(errands, plan, MemberChange(roles=tuple(sorted(left))))
        return
    errands.at(Members).remove_role(plan.guild_id, plan.user_id, plan.role_ids[0])
    _note_roles(errands, plan, set(_member(plan.sight).roles) - set(plan.role_ids))


def _has_roles(plan: Plan, sight: Sight) -> bool:
    return sight.member is not None and set(plan.role_ids) <= set(sight.member.roles)


def _lacks_roles(plan: Plan, sight: Sight) -> bool:
    return sight.member is not None and not set(plan.role_ids) & set(sight.member.roles)


def _always(kind: ActionKind) -> Callable[[Plan], ActionKind]:
    return lambda _: kind


def _for_roles(of_one: ActionKind) -> Callable[[Plan], ActionKind]:
    return lambda plan: of_one if len(plan.role_ids) == 1 else ActionKind.MEMBER_EDIT


_BANNING: Final = DeedStep(
    kind=_always(ActionKind.BAN),
    logged_as=_BAN,
    carry_out=_ban,
    is_so=_is_banned,
    after=lambda plan: {"delete_message_seconds": _deletion(plan)},
)
_UNBANNING: Final = DeedStep(
    kind=_always(ActionKind.UNBAN),
    logged_as=_UNBAN,
    carry_out=_unban,
    is_so=_is_not_banned,
    before=lambda plan: {"reason": plan.sight.ban.reason if plan.sight.ban else plan.act.reason},
)

STEPS: Final[dict[CaseKind, tuple[DeedStep, ...]]] = {
    CaseKind.NOTE: (),
    CaseKind.WARN: (),
    CaseKind.TIMEOUT: (
        DeedStep(kind=_always(ActionKind.MEMBER_TIMEOUT), logged_as=_MEMBER, carry_out=_time_out, is_so=_is_timed_out),
    ),
    CaseKind.TIMEOUT_END: (
        DeedStep(kind=_always(ActionKind.MEMBER_TIMEOUT), logged_as=_MEMBER, carry_out=_end_timeout, is_so=_may_speak),
    ),
    CaseKind.KICK: (
        DeedStep(
            kind=_always(ActionKind.MEMBER_KICK),
            logged_as=_KICK,
            carry_out=_kick,
            is_so=_is_gone,
            before=_as_they_were,
        ),
    ),
    CaseKind.BAN: (_BANNING,),
    CaseKind.SOFTBAN: (_BANNING, _UNBANNING),
    CaseKind.UNBAN: (_UNBANNING,),
    CaseKind.NICK: (
        DeedStep(kind=_always(ActionKind.MEMBER_EDIT), logged_as=_MEMBER, carry_out=_nick, is_so=_is_called_so),
    ),
    CaseKind.ROLES_GIVE: (
        DeedStep(kind=_for_roles(ActionKind.MEMBER_ROLE_ADD), logged_as=_ROLES, carry_out=_give, is_so=_has_roles),
    ),
    CaseKind.ROLES_TAKE: (
        DeedStep(kind=_for_roles(ActionKind.MEMBER_ROLE_REMOVE), logged_as=_ROLES, carry_out=_take, is_so=_lacks_roles),
    ),
}
