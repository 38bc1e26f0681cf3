"""Who may change what a channel allows and denies whom."""

from collections.abc import Mapping
from typing import Final

from shared.adapters.discord.resources.channels import Channel, Overwrite
from shared.features.channels.model import ChannelOverwrite
from shared.features.snapshots.rules import (
    Scene,
    Who,
    require_above_member,
    require_above_role,
    require_holds,
    require_not_denied,
    require_of_bot,
    require_of_person,
)
from shared.kernel.authority import EVERYTHING, GuildMember
from shared.kernel.fields import Problem, Problems
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

Standings = Mapping[Snowflake, GuildMember]
"""The members that overwrites are for, as far as they are members still."""

_MEMBER: Final = 1


def value_problems(given: ChannelOverwrite, before: Overwrite | None) -> Problems:
    """Judge an overwrite by itself: Discord's newest permissions may stay as they are, but nobody sets them blindly."""
    allow, deny = int(given.allow), int(given.deny)
    was_allowed, was_denied = (0, 0) if before is None else (int(before.allow), int(before.deny))
    problem = Problem.CONTRADICTORY if allow & deny else None
    return {"allow": problem or _unknown(allow ^ was_allowed), "deny": _unknown(deny ^ was_denied)}


def check_place(scene: Scene, channel: Channel) -> None:
    """Raise `PermissionMissingError` where overwrites of this channel are not the person's, or the bot's, to change."""
    require_not_denied(scene, Permission.MANAGE_ROLES, channel)
    require_of_bot(scene, Permission.VIEW_CHANNEL, channel)
    require_of_bot(scene, Permission.MANAGE_ROLES, channel)


def check_change(
    scene: Scene,
    channel: Channel | None,
    before: Overwrite | None,
    after: Overwrite | None,
    standings: Standings,
) -> None:
    """Refuse what concerns somebody at the person's rank or above, or permissions that one of both lacks.

    `channel` is None where it is yet to be made. Raise `RoleTooHighError`, `PermissionMissingError`.
    """
    concerned = after or before
    touched = touched_bits(before, after)
    if concerned is None or (before is not None and after is not None and not touched):
        return
    _check_rank(scene, concerned, standings)
    for who in Who:
        if touched & Permission.MANAGE_ROLES:  # resources/channel#edit-channel-permissions
            _require_administrator(scene, who)
        lacking = touched & ~int(scene.permissions(who))
        require_holds(scene, who, lacking, channel)


def touched_bits(before: Overwrite | None, after: Overwrite | None) -> int:
    """Return every permission that is not stated as it was."""
    old = (0, 0) if before is None else (int(before.allow), int(before.deny))
    new = (0, 0) if after is None else (int(after.allow), int(after.deny))
    return (old[0] ^ new[0]) | (old[1] ^ new[1])


def _check_rank(scene: Scene, concerned: Overwrite, standings: Standings) -> None:
    """What is for a role that is gone, or for somebody who left, is nobody's: anybody may clear up after it."""
    if concerned.id == scene.guild_id:
        return
    if concerned.type == _MEMBER:
        if concerned.id in standings:
            require_above_member(scene, Who.YOU, standings[concerned.id])
    elif any(role.id == concerned.id for role in scene.snapshot.guild.roles):
        require_above_role(scene, Who.YOU, scene.role(concerned.id))


def _require_administrator(scene: Scene, who: Who) -> None:
    require = require_of_bot if who is Who.BOT else require_of_person
    require(scene, Permission.ADMINISTRATOR)


def _unknown(changed: int) -> Problem | None:
    return Problem.UNKNOWN if changed & ~int(EVERYTHING) else None
