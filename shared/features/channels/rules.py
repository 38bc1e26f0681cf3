"""Pure decisions about channels: what may be asked of Discord, and what it would refuse."""

from collections.abc import Sequence
from typing import Final

from msgspec import UNSET, UnsetType

from shared.adapters.discord.resources.channels import Channel, Overwrite
from shared.features.channels import overwriting
from shared.features.channels.fields import (
    MAX_CHANNELS,
    MAX_IN_CATEGORY,
    MAX_OVERWRITES,
    problem_of_type,
    problems_of,
)
from shared.features.channels.kinds import CATEGORY, KNOWN, TEXT
from shared.features.channels.model import ChannelEdit, ChannelMove, NewChannel
from shared.features.channels.overwriting import Standings
from shared.features.channels.views import overwrite_of
from shared.features.snapshots.rules import Scene, require_not_denied, require_of_bot
from shared.kernel.errors import ConflictError, GuildForbiddenError, NotFoundError
from shared.kernel.fields import Problem, refuse
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

_COMMUNITY: Final = "COMMUNITY"


def channel_in(scene: Scene, channel_id: Snowflake) -> Channel:
    """Return a channel; raise `GuildForbiddenError` where the person cannot see it, as if it were somebody else's."""
    try:
        return scene.channel(channel_id)
    except NotFoundError as error:
        raise GuildForbiddenError from error


def check_reading(scene: Scene, channel: Channel) -> None:
    """Raise `PermissionMissingError` where the person, or the bot, may not read what was written there."""
    require_not_denied(scene, Permission.READ_MESSAGE_HISTORY, channel)
    for permission in (Permission.VIEW_CHANNEL, Permission.READ_MESSAGE_HISTORY):
        require_of_bot(scene, permission, channel)


def check_new(scene: Scene, wanted: NewChannel, standings: Standings) -> None:
    """Raise `InvalidInputError`, `ConflictError`, `PermissionMissingError` or `RoleTooHighError`."""
    kind = TEXT if isinstance(wanted.type, UnsetType) else wanted.type
    ids = [each.id for each in wanted.permission_overwrites]
    refuse(
        {
            **problems_of(wanted, kind, scene.snapshot.guild.premium_tier),
            "type": None if kind in KNOWN else Problem.UNKNOWN,
            "parent_id": _parent_problem(scene, kind, wanted.parent_id, None),
            **({"name": Problem.MISSING} if wanted.name is UNSET else {}),
            "permission_overwrites": Problem.TOO_LONG if len(ids) > MAX_OVERWRITES else _repeated(ids),
        }
    )
    for number, overwrite in enumerate(wanted.permission_overwrites):
        found = overwriting.value_problems(overwrite, None)
        refuse({f"permission_overwrites.{number}.{name}": problem for name, problem in found.items()})
    if len(scene.snapshot.channels) >= MAX_CHANNELS:
        raise ConflictError("This server has as many channels as it can have.", details={"most": MAX_CHANNELS})
    require_of_bot(scene, Permission.MANAGE_CHANNELS)
    if isinstance(wanted.parent_id, Snowflake):
        require_not_denied(scene, Permission.MANAGE_CHANNELS, scene.channel(wanted.parent_id))
    for overwrite in wanted.permission_overwrites:
        overwriting.check_change(scene, None, None, overwrite_of(overwrite), standings)


def check_edit(scene: Scene, channel: Channel, wanted: ChannelEdit) -> None:
    """Raise `InvalidInputError` or `PermissionMissingError`."""
    kind = channel.type if isinstance(wanted.type, UnsetType) else wanted.type
    refuse(
        {
            **problems_of(wanted, kind, scene.snapshot.guild.premium_tier),
            "type": problem_of_type(channel.type, kind),
            "parent_id": _parent_problem(scene, kind, wanted.parent_id, channel),
        }
    )
    _check_place(scene, channel)


def check_delete(scene: Scene, channel: Channel) -> None:
    """Raise `ConflictError` for what a community must have, or `PermissionMissingError`."""
    guild = scene.snapshot.guild
    if _COMMUNITY in guild.features and channel.id in (guild.rules_channel_id, guild.public_updates_channel_id):
        raise ConflictError("A community server needs this channel.", details={"required_for": "community"})
    _check_place(scene, channel)


def check_moves(scene: Scene, moves: Sequence[ChannelMove], standings: Standings) -> None:
    """Raise `InvalidInputError`, `PermissionMissingError` or `RoleTooHighError`."""
    refuse({"positions": Problem.MISSING if not moves else _repeated([each.id for each in moves])})
    for number, move in enumerate(moves):
        channel = _seen(scene, move.id)
        refuse({f"positions.{number}.id": Problem.UNKNOWN if channel is None else None})
        refuse({f"positions.{number}.position": Problem.TOO_SMALL if move.position < 0 else None})
        if channel is not None:
            _check_move(scene, channel, move, f"positions.{number}", standings)
    refuse({"positions": _overfull(scene, moves)})
    require_of_bot(scene, Permission.MANAGE_CHANNELS)


def _check_move(scene: Scene, channel: Channel, move: ChannelMove, field: str, standings: Standings) -> None:
    problem = _parent_problem(scene, channel.type, move.parent_id, channel, is_alone=False)
    refuse({f"{field}.parent_id": problem})
    _check_place(scene, channel)
    if move.lock_permissions and isinstance(move.parent_id, Snowflake):
        overwriting.check_place(scene, channel)
        for before, after in adopted(channel, scene.channel(move.parent_id)):
            overwriting.check_change(scene, channel, before, after, standings)


def adopted(channel: Channel, category: Channel) -> list[tuple[Overwrite | None, Overwrite | None]]:
    """Return each overwrite that changes where a channel takes over those of a category: as it was, as it will be."""
    before = {each.id: each for each in channel.permission_overwrites}
    after = {each.id: each for each in category.permission_overwrites}
    pairs = ((before.get(each), after.get(each)) for each in sorted(before.keys() | after.keys()))
    return [(old, new) for old, new in pairs if old is None or new is None or overwriting.touched_bits(old, new)]


def _check_place(scene: Scene, channel: Channel) -> None:
    require_not_denied(scene, Permission.MANAGE_CHANNELS, channel)
    require_of_bot(scene, Permission.VIEW_CHANNEL, channel)
    require_of_bot(scene, Permission.MANAGE_CHANNELS, channel)


def _parent_problem(
    scene: Scene,
    kind: int,
    parent_id: Snowflake | UnsetType | None,
    channel: Channel | None,
    *,
    is_alone: bool = True,
) -> Problem | None:
    """Judge where a channel is to go; `is_alone`: no other moves at the same time."""
    if not isinstance(parent_id, Snowflake):
        return None
    parent = _seen(scene, parent_id)
    if parent is None:
        return Problem.UNKNOWN
    if parent.type != CATEGORY or kind == CATEGORY:
        return Problem.NOT_HERE
    is_new = channel is None or channel.parent_id != parent_id
    return Problem.FULL if is_alone and is_new and _children(scene, parent_id) >= MAX_IN_CATEGORY else None


def _overfull(scene: Scene, moves: Sequence[ChannelMove]) -> Problem | None:
    parents = {each.id: each.parent_id for each in scene.snapshot.channels}
    parents |= {move.id: move.parent_id for move in moves if not isinstance(move.parent_id, UnsetType)}
    counts = [list(parents.values()).count(move.parent_id) for move in moves if isinstance(move.parent_id, Snowflake)]
    return Problem.FULL if max(counts, default=0) > MAX_IN_CATEGORY else None


def _children(scene: Scene, parent_id: Snowflake) -> int:
    return sum(each.parent_id == parent_id for each in scene.snapshot.channels)


def _seen(scene: Scene, channel_id: Snowflake) -> Channel | None:
    try:
        return scene.channel(channel_id)
    except NotFoundError:
        return None


def _repeated(ids: Sequence[Snowflake]) -> Problem | None:
    return Problem.REPEATED if len(set(ids)) < len(ids) else None
