"""Undo what was done to a member, or a ban: an act of its own wherever there is one, so that it leaves a case."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.features.actions.authors import Author
from shared.features.actions.model import Action
from shared.features.bans.service import BanService
from shared.features.cases.model import CaseKind, CaseSource, CaseState
from shared.features.enforcement.model import (
    AnyAct,
    BanAct,
    NickAct,
    RolesGiveAct,
    RolesTakeAct,
    TimeoutAct,
    TimeoutEndAct,
    UnbanAct,
)
from shared.features.members.model import MemberChangeBody, MemberDetail
from shared.features.members.service import MemberService
from shared.features.snapshots.refusals import Refusal
from shared.features.snapshots.service import Scenes
from shared.features.undo.model import Obstacle
from shared.features.undo.ports import Acts, CarriedOut, CasesOfUser, Plan
from shared.features.undo.rules import bans as ban_rules
from shared.features.undo.rules.bans import BanFacts
from shared.features.undo.rules.kinds import not_undoable
from shared.features.undo.rules.members import MemberFacts, MemberInverse, inverse, undone
from shared.kernel import json
from shared.kernel.errors import ChangedSinceError, ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake, parse_snowflake

LOOKED_THROUGH: Final = 25  # of a user's cases, for the ban that was lifted


class BanUndoing:
    def __init__(
        self, bans: Callable[[], BanService], acts: Callable[[], Acts], cases: Callable[[], CasesOfUser]
    ) -> None:
        self._bans = bans
        self._acts = acts
        self._cases = cases

    def plan(self, author: Author, action: Action, now: datetime) -> Plan:
        user_id = parse_snowflake(action.target.id)
        try:
            ban = BanFacts(reason=self._bans().read(author.guild_id, author.user_id, user_id).reason)
        except NotFoundError:
            ban = None
        wanted = ban_rules.inverse(action, ban)
        if isinstance(wanted, ban_rules.Unban):
            act = UnbanAct(user_id=user_id)
            return _OneAct(self._acts(), author, act, now={"banned": True}, then={"banned": False})
        until = self._end_of_lifted(action, user_id)
        if until is not None and until <= now:
            raise not_undoable(Obstacle.OVER)
        return _OneAct(
            self._acts(),
            author,
            BanAct(user_id=user_id, reason=wanted.reason),
            until=UNSET if until is None else until,
            now={"banned": False},
            then={"banned": True} | ({} if until is None else {"until": until.isoformat()}),
        )

    def _end_of_lifted(self, action: Action, user_id: Snowflake) -> datetime | None:
        """Return when the ban that an unban lifted would have been over; None: never."""
        if action.case is None:
            return None
        for case in self._cases().of_user(action.guild_id, user_id, limit=LOOKED_THROUGH):
            if case.kind is CaseKind.BAN and case.ending is not None and case.ending.case == action.case:
                return case.expires_at
        return None


class MemberUndoing:
    def __init__(
        self, scenes: Callable[[], Scenes], members: Callable[[], MemberService], acts: Callable[[], Acts]
    ) -> None:
        self._scenes = scenes
        self._members = members
        self._acts = acts

    def plan(self, author: Author, action: Action, now: datetime) -> Plan:
        user_id = parse_snowflake(action.target.id)
        roles = self._scenes().of(author.guild_id, author.user_id).snapshot.guild.roles
        known = {role.id for role in roles}
        try:
            facts = facts_of(self._members().read(author.guild_id, author.user_id, user_id))
        except NotFoundError as error:
            raise ChangedSinceError(details={"changed": {"member": False}}) from error
        wanted = inverse(action, facts, known, now)
        before, after = _told(facts, wanted), _told(undone(facts, wanted), wanted)
        act = act_of(user_id, wanted, now)
        if act is not None:
            until = wanted.timed_out_until if isinstance(act, TimeoutAct) else UNSET
            return _OneAct(self._acts(), author, act, until=until or UNSET, now=before, then=after)

        def still(member: MemberDetail) -> None:
            if facts_of(member) != facts:
                raise ChangedSinceError(details={"changed": _told(facts_of(member), wanted)})

        body = body_of(facts, wanted)
        return _Edit(self._members(), user_id, body, still, now=before, then=after)


def facts_of(member: MemberDetail) -> MemberFacts:
    return MemberFacts(nick=member.nick, role_ids=frozenset(member.role_ids), timed_out_until=member.timed_out_until)


def act_of(user_id: Snowflake, wanted: MemberInverse, now: datetime) -> AnyAct | None:
    """Return the one act that does it all; None where it takes several."""
    acts: list[AnyAct] = []
    if not isinstance(wanted.nick, UnsetType):
        acts.append(NickAct(user_id=user_id, nick=wanted.nick))
    if wanted.gives:
        acts.append(RolesGiveAct(user_id=user_id, role_ids=sorted(wanted.gives)))
    if wanted.takes:
        acts.append(RolesTakeAct(user_id=user_id, role_ids=sorted(wanted.takes)))
    until = wanted.timed_out_until
    if until is None:
        acts.append(TimeoutEndAct(user_id=user_id))
    elif not isinstance(until, UnsetType):
        acts.append(TimeoutAct(user_id=user_id, seconds=max(1, math.ceil((until - now).total_seconds()))))
    return acts[0] if len(acts) == 1 else None


def body_of(member: MemberFacts, wanted: MemberInverse) -> MemberChangeBody:
    after = undone(member, wanted)
    return MemberChangeBody(
        nick=wanted.nick,
        role_ids=sorted(after.role_ids) if wanted.gives or wanted.takes else UNSET,
        timed_out_until=wanted.timed_out_until,
    )


class _OneAct:
    def __init__(
        self,
        acts: Acts,
        author: Author,
        act: AnyAct,
        *,
        until: datetime | UnsetType = UNSET,
        now: dict[str, Any],
        then: dict[str, Any],
    ) -> None:
        self._acts = acts
        self._author = author
        self._act = act
        self._until = until
        self.now = now
        self.then = then

    def refusal(self) -> Refusal | None:
        return next(iter(self._acts.preview(self._author, self._act).refusals), None)

    def carry_out(self, author: Author, key: str) -> CarriedOut:
        author = replace(author, reason=author.reason or self._act.reason)
        case = self._acts.take(author, self._act, source=CaseSource.WEB, key=key, until=self._until).case
        if case.state is CaseState.FAILED:
            raise ConflictError(details={"case": case.number, "code": case.code})
        return CarriedOut(case=case.number, action_id=case.action_id)


class _Edit:
    """Several fields at once, as they were changed at once."""

    def __init__(
        self,
        members: MemberService,
        user_id: Snowflake,
        body: MemberChangeBody,
        still: Callable[[MemberDetail], None],
        *,
        now: dict[str, Any],
        then: dict[str, Any],
    ) -> None:
        self._members = members
        self._user_id = user_id
        self._body = body
        self._still = still
        self.now = now
        self.then = then

    def refusal(self) -> Refusal | None:
        return None  # what the rules refuse, they refuse when it is done

    def carry_out(self, author: Author, key: str) -> CarriedOut:
        del key
        self._members.edit(author, self._user_id, self._body, self._still)
        return CarriedOut()


def _told(member: MemberFacts, wanted: MemberInverse) -> dict[str, Any]:
    """Return the fields of a member that an inverse changes."""
    shown: dict[str, Any] = {}
    if wanted.nick is not UNSET:
        shown["nick"] = member.nick
    if wanted.gives or wanted.takes:
        shown["role_ids"] = sorted(member.role_ids)
    if wanted.timed_out_until is not UNSET:
        shown["timed_out_until"] = member.timed_out_until
    told: dict[str, Any] = json.to_builtins(shown)
    return told
