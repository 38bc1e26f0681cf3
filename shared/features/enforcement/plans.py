"""An act as it is to be carried out: what it changes, until when, and what its case says of it."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from shared.features.actions.authors import Author
from shared.features.actions.model import Target, TargetKind
from shared.features.cases.model import Case, CaseKind
from shared.features.enforcement.model import (
    AnyAct,
    BanAct,
    NickAct,
    RolesGiveAct,
    RolesTakeAct,
    SoftbanAct,
    TimeoutAct,
    WarnAct,
)
from shared.features.enforcement.settings import EnforcementSettings
from shared.features.enforcement.sights import Sight
from shared.kernel.snowflakes import Snowflake

_NOBODY_IS_TOLD: Final = frozenset({CaseKind.NOTE})


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`author` is named and bears the case's number; `role_ids` are those that really change."""

    author: Author
    act: AnyAct
    sight: Sight
    case: Case
    role_ids: list[Snowflake]

    @property
    def guild_id(self) -> Snowflake:
        return self.author.guild_id

    @property
    def user_id(self) -> Snowflake:
        return self.act.user_id

    @property
    def target(self) -> Target:
        return Target(kind=TargetKind.USER, id=str(self.sight.user.id), name=self.sight.user.username)


def kind_of(act: AnyAct) -> CaseKind:
    return CaseKind(str(act.__struct_config__.tag))


def until_of(act: AnyAct, now: datetime) -> datetime | None:
    """Return when what is done ends by itself."""
    if not isinstance(act, TimeoutAct | BanAct | RolesGiveAct | RolesTakeAct) or act.seconds is None:
        return None
    return now + timedelta(seconds=act.seconds)


def expiry_of(act: AnyAct, settings: EnforcementSettings, now: datetime) -> datetime | None:
    """Return when the case expires: a warn counts as long as whoever gives it says, or the guild."""
    if not isinstance(act, WarnAct):
        return until_of(act, now)
    if act.counts_for is not None:
        return now + timedelta(seconds=act.counts_for)
    return None if settings.warn_days is None else now + timedelta(days=settings.warn_days)


def roles_changed(act: AnyAct, sight: Sight) -> list[Snowflake]:
    """Return the roles that an act gives or takes, without those of which that is so already."""
    held = set(sight.member.roles) if sight.member else set()
    if isinstance(act, RolesGiveAct):
        return sorted(set(act.role_ids) - held)
    return sorted(set(act.role_ids) & held) if isinstance(act, RolesTakeAct) else []


def details_of(act: AnyAct, sight: Sight) -> dict[str, Any]:
    """Return what the case says of what was done, beside the person and the reason."""
    if isinstance(act, RolesGiveAct | RolesTakeAct):
        return {"role_ids": [str(role_id) for role_id in roles_changed(act, sight)]}
    if isinstance(act, NickAct):
        return {"nick": act.nick or None, "before": sight.member.nick if sight.member else None}
    if isinstance(act, BanAct | SoftbanAct):
        return {"delete_message_seconds": act.delete_message_seconds}
    return {}


def is_told(act: AnyAct, settings: EnforcementSettings) -> bool:
    """Tell whether the person is to get a direct message."""
    kind = kind_of(act)
    if kind in _NOBODY_IS_TOLD or act.hidden:
        return False
    return kind in settings.notify if act.notify is None else act.notify
