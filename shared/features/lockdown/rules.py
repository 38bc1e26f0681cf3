"""Pure decisions about locks: what a lock changes, and what takes exactly that back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from shared.adapters.discord.payloads import Bits
from shared.adapters.discord.resources.channels import Channel, Overwrite
from shared.features.channels import overwriting
from shared.features.channels.kinds import CATEGORY, SPOKEN, key_permission
from shared.features.lockdown.model import Held, Memory
from shared.features.snapshots.rules import Scene, Who, require_holds
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

_OF_WRITTEN: Final = (
    Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
)
_OF_SPOKEN: Final = Permission.CONNECT | Permission.SEND_MESSAGES


def can_be_locked(channel: Channel) -> bool:
    return channel.type != CATEGORY


def of_everyone(channel: Channel, guild_id: Snowflake) -> Overwrite | None:
    return next((each for each in channel.permission_overwrites if each.id == guild_id), None)


def bits_to_deny(scene: Scene, channel: Channel) -> int:
    """Return what a lock denies: of the usual permissions those that both may deny, the decisive one among them.

    Raise `PermissionMissingError` where one of both lacks that one, or may not change overwrites there.
    """
    overwriting.check_place(scene, channel)
    usual, key = _OF_SPOKEN if channel.type in SPOKEN else _OF_WRITTEN, key_permission(channel.type)
    for who in Who:
        held = scene.permissions(who) | scene.permissions(who, channel)
        if key not in held:
            require_holds(scene, who, int(key), channel)
        usual &= held
    return int(usual)


def locked(before: Overwrite | None, everyone: Snowflake, bits: int) -> Overwrite:
    """Return @everyone's overwrite with these bits denied."""
    overwrite = before or Overwrite(id=everyone, type=0)
    return replace(overwrite, allow=Bits(overwrite.allow & ~bits), deny=Bits(overwrite.deny | bits))


def held_by(
    channel_id: Snowflake, before: Overwrite | None, bits: int, *, now: datetime, user_id: Snowflake
) -> Held | None:
    """Return what a lock of these bits changes; None where all of them are denied already."""
    allow, deny = (0, 0) if before is None else (int(before.allow), int(before.deny))
    denied = bits & ~deny
    if not denied:
        return None
    return Held(
        channel_id=channel_id,
        denied=denied,
        allowed=allow & denied,
        is_new=before is None,
        locked_at=now,
        locked_by=user_id,
    )


def unlocked(current: Overwrite | None, held: Held) -> Overwrite | None:
    """Return @everyone's overwrite as it was before the lock, None for no overwrite.

    What somebody else has changed of the locked bits since then stays as they want it; so does everything else.
    """
    if current is None:
        return None
    still = held.denied & current.deny
    allow, deny = current.allow | (held.allowed & still), current.deny & ~still
    if not allow and not deny and held.is_new:
        return None
    return replace(current, allow=Bits(allow), deny=Bits(deny))


def remembering(memory: Memory, new: Iterable[Held]) -> Memory:
    """Add locks; of a channel that is locked already, the first lock knows best how it was."""
    channels = {each.channel_id: each for each in memory.channels}
    for each in new:
        first = channels.get(each.channel_id)
        channels[each.channel_id] = each if first is None else _merged(first, each)
    return Memory(channels=list(channels.values()))


def forgetting(memory: Memory, channel_ids: Iterable[Snowflake]) -> Memory:
    gone = set(channel_ids)
    return Memory(channels=[each for each in memory.channels if each.channel_id not in gone])


def _merged(first: Held, second: Held) -> Held:
    return replace(
        first,
        denied=first.denied | second.denied,
        allowed=(first.allowed & ~second.denied) | second.allowed,
    )
