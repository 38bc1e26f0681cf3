"""Acts asked for as changes of Discord's own resources: a member's fields, a member's role, a member, a ban."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from math import ceil

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.actions.authors import Author
from shared.features.bans.model import BanView, NewBan
from shared.features.bans.service import BanService
from shared.features.cases.model import CaseSource
from shared.features.enforcement.model import (
    LONGEST_TIMEOUT,
    AnyAct,
    BanAct,
    KickAct,
    NickAct,
    RolesGiveAct,
    RolesTakeAct,
    TimeoutAct,
    TimeoutEndAct,
    UnbanAct,
)
from shared.features.enforcement.plans import kind_of
from shared.features.enforcement.service import Enforcement
from shared.features.members.model import MemberChangeBody, MemberDetail
from shared.features.members.service import MemberService
from shared.kernel.snowflakes import Snowflake

MOST_ROLES = 50  # of one act


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One act of a change that may be several; `until`: see `Enforcement.take`."""

    act: AnyAct
    until: datetime | UnsetType = UNSET


class ResourceActs:
    """`unchanged` is given the resource as it is, and raises where the author saw another; `key` tells a request apart.

    All raise as `Enforcement.take` does.
    """

    def __init__(
        self, acts: Enforcement, members: MemberService, bans: BanService, clock: Callable[[], datetime]
    ) -> None:
        self._acts = acts
        self._members = members
        self._bans = bans
        self._clock = clock

    def edit(
        self,
        author: Author,
        user_id: Snowflake,
        wanted: MemberChangeBody,
        unchanged: Callable[[MemberDetail], None],
        key: str,
    ) -> MemberDetail:
        """Change what differs, all of it checked before anything is done; each part is an act with its own case."""
        before = self._members.checked(author, user_id, wanted, unchanged)
        parts = list(_parts(before, wanted, self._clock()))
        for part in parts:
            self._take(author, part, f"{key}:{_told_apart(part.act)}")
        return self._members.read(author.guild_id, author.user_id, user_id) if parts else before

    def set_role(
        self,
        author: Author,
        user_id: Snowflake,
        role_id: Snowflake,
        unchanged: Callable[[MemberDetail], None],
        key: str,
        *,
        has: bool,
    ) -> MemberDetail:
        """Give a member a role, or take it; raise `NotFoundError` for a role that is none."""
        before = self._members.checked_role(author, user_id, role_id, unchanged, has=has)
        if (role_id in before.role_ids) is has:
            return before
        kind = RolesGiveAct if has else RolesTakeAct
        self._take(author, Part(act=kind(user_id=user_id, role_ids=[role_id])), key)
        return self._members.read(author.guild_id, author.user_id, user_id)

    def kick(self, author: Author, user_id: Snowflake, unchanged: Callable[[MemberDetail], None], key: str) -> None:
        unchanged(self._members.read(author.guild_id, author.user_id, user_id))
        self._take(author, Part(act=KickAct(user_id=user_id)), key)

    def ban(self, author: Author, user_id: Snowflake, wanted: NewBan, key: str) -> BanView:
        self._take(author, Part(act=BanAct(user_id=user_id, delete_message_seconds=wanted.delete_message_seconds)), key)
        return self._bans.read(author.guild_id, author.user_id, user_id)

    def unban(self, author: Author, user_id: Snowflake, unchanged: Callable[[BanView], None], key: str) -> None:
        unchanged(self._bans.read(author.guild_id, author.user_id, user_id))
        self._take(author, Part(act=UnbanAct(user_id=user_id)), key)

    def _take(self, author: Author, part: Part, key: str) -> None:
        self._acts.take(author, part.act, source=CaseSource.WEB, key=key, until=part.until)


def _told_apart(act: AnyAct) -> str:
    """Say which part of a change an act is: the same where it is tried again and others are done already."""
    role_ids = act.role_ids[:1] if isinstance(act, RolesGiveAct | RolesTakeAct) else []
    return ":".join([kind_of(act), *map(str, role_ids)])


def _parts(before: MemberDetail, wanted: MemberChangeBody, now: datetime) -> Iterator[Part]:
    """Yield the acts that make of a member what is wanted; those last that may end what the others need."""
    user_id = before.user_id
    if wanted.nick is not UNSET and (wanted.nick or None) != before.nick:
        yield Part(act=NickAct(user_id=user_id, nick=wanted.nick or None))
    if wanted.role_ids is not UNSET:
        had, have = set(before.role_ids), set(wanted.role_ids)
        for some in _few(sorted(have - had)):
            yield Part(act=RolesGiveAct(user_id=user_id, role_ids=some))
        for some in _few(sorted(had - have)):
            yield Part(act=RolesTakeAct(user_id=user_id, role_ids=some))
    if wanted.timed_out_until is not UNSET:
        yield from _timeout(before, wanted.timed_out_until, now)


def _timeout(before: MemberDetail, until: datetime | None, now: datetime) -> Iterator[Part]:
    running = before.timed_out_until if before.timed_out_until and before.timed_out_until > now else None
    if until == running:
        return
    if until is None:
        yield Part(act=TimeoutEndAct(user_id=before.user_id))
        return
    latest = now + timedelta(seconds=LONGEST_TIMEOUT)
    seconds = min(ceil((until - now).total_seconds()), LONGEST_TIMEOUT)
    yield Part(act=TimeoutAct(user_id=before.user_id, seconds=seconds), until=min(until, latest))


def _few(role_ids: list[Snowflake]) -> Iterator[list[Snowflake]]:
    for start in range(0, len(role_ids), MOST_ROLES):
        yield role_ids[start : start + MOST_ROLES]
