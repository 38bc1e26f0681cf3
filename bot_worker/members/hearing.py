"""What Discord tells of members, as changes of the index."""

from collections.abc import Callable
from typing import Any, Final

from bot_worker.capture.payloads import read
from bot_worker.members.changes import Change, DropRole, Forget, Put, Remove
from bot_worker.members.payloads import GuildRemoval, MemberOf, Removal, RoleRemoval, profile_of

Payload = dict[str, Any]


def _there(payload: Payload) -> Change:
    member = read(payload, MemberOf)
    return Put(guild_id=member.guild_id, members=[profile_of(member)])


def _gone(payload: Payload) -> Change:
    removal = read(payload, Removal)
    return Remove(guild_id=removal.guild_id, user_id=removal.user.id)


def _role_gone(payload: Payload) -> Change:
    removal = read(payload, RoleRemoval)
    return DropRole(guild_id=removal.guild_id, role_id=removal.role_id)


def _guild_gone(payload: Payload) -> Change:
    return Forget(guild_id=read(payload, GuildRemoval).id)


CHANGES: Final[dict[str, Callable[[Payload], Change]]] = {
    "GUILD_MEMBER_ADD": _there,
    "GUILD_MEMBER_UPDATE": _there,
    "GUILD_MEMBER_REMOVE": _gone,
    "GUILD_ROLE_DELETE": _role_gone,
    "GUILD_DELETE": _guild_gone,
}
"""By dispatch; raise `InvalidInputError`, which quotes no value, for what Discord should not have sent."""
