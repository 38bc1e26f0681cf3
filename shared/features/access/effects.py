"""What the bot's reports mean for who may do what."""

from collections.abc import Callable
from typing import Final

from shared.kernel.commands import MemberView
from shared.kernel.effects import ForgetAccess
from shared.kernel.events import Event, EventType, MemberGoneData, MemberUpdateData, OwnerChangeData, RoleData
from shared.kernel.json import Decoder
from shared.kernel.snowflakes import Snowflake

_update: Final = Decoder(MemberUpdateData)
_gone: Final = Decoder(MemberGoneData)
_owner: Final = Decoder(OwnerChangeData)
_role: Final = Decoder(RoleData)


def effects_of(event: Event) -> list[ForgetAccess]:
    """Say whose access changed; nobody's by most events. Raise `InvalidInputError` where the data is malformed."""
    rule = _RULES.get(event.type)
    return [] if rule is None else rule(event)


def _after_update(event: Event) -> list[ForgetAccess]:
    data = _update.decode(event.data)
    return [ForgetAccess(guild_id=event.guild_id, user_id=data.user_id, member=data.member)]


def _after_gone(event: Event) -> list[ForgetAccess]:
    user_id = _gone.decode(event.data).user_id
    return [ForgetAccess(guild_id=event.guild_id, user_id=user_id, member=MemberView(member=False))]


def _after_owner_change(event: Event) -> list[ForgetAccess]:
    _owner.decode(event.data)
    return [_of_everybody(event.guild_id)]


def _after_role_update(event: Event) -> list[ForgetAccess]:
    return [_of_everybody(event.guild_id)] if _role.decode(event.data).rights_changed else []


def _of_everybody(guild_id: Snowflake) -> ForgetAccess:
    return ForgetAccess(guild_id=guild_id, user_id=None, member=None)


def _after_change_for_all(event: Event) -> list[ForgetAccess]:
    """A role is gone, or the bot has come or left: now somebody else tells who may do what."""
    return [_of_everybody(event.guild_id)]


_RULES: Final[dict[str, Callable[[Event], list[ForgetAccess]]]] = {
    EventType.MEMBER_UPDATE: _after_update,
    EventType.MEMBER_GONE: _after_gone,
    EventType.MEMBER_REMOVE: _after_gone,
    EventType.MEMBER_BAN: _after_gone,
    EventType.OWNER_CHANGE: _after_owner_change,
    EventType.ROLE_UPDATE: _after_role_update,
    EventType.ROLE_DELETE: _after_change_for_all,
    EventType.GUILD_CREATE: _after_change_for_all,
    EventType.GUILD_DELETE: _after_change_for_all,
}
