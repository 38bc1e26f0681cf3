"""What of a wanted change differs from how a member is, judged."""

from datetime import datetime

from msgspec import UNSET, UnsetType

from shared.adapters.discord.resources.members import Member, MemberChange
from shared.features.members import rules
from shared.features.members.model import MemberChangeBody
from shared.features.snapshots.rules import Scene, standing_of
from shared.kernel.snowflakes import Snowflake


def checked(scene: Scene, member: Member, wanted: MemberChangeBody) -> MemberChange:
    """Return what is to be asked of Discord; raise what the rules of each part do."""
    return MemberChange(
        nick=_nick(scene, member, wanted.nick),
        roles=_roles(scene, member, wanted.role_ids),
        communication_disabled_until=_timeout(scene, member, wanted.timed_out_until),
    )


def _nick(scene: Scene, member: Member, wanted: str | UnsetType | None) -> str | UnsetType | None:
    if isinstance(wanted, UnsetType) or (wanted or None) == member.nick:
        return UNSET
    rules.check_nick(scene, standing_of(member), wanted)
    return wanted or None


def _roles(scene: Scene, member: Member, wanted: list[Snowflake] | UnsetType) -> tuple[Snowflake, ...] | UnsetType:
    if isinstance(wanted, UnsetType) or set(wanted) == set(member.roles):
        return UNSET
    rules.check_roles(scene, member.roles, wanted)
    return tuple(sorted(set(wanted)))


def _timeout(scene: Scene, member: Member, wanted: datetime | UnsetType | None) -> datetime | UnsetType | None:
    if isinstance(wanted, UnsetType) or wanted == _running(scene, member):
        return UNSET
    return rules.check_timeout(scene, standing_of(member), wanted)


def _running(scene: Scene, member: Member) -> datetime | None:
    """Return until when a member is silenced; Discord leaves the end there when it is over."""
    until = member.communication_disabled_until
    return until if until is not None and until > scene.now else None
