"""What happens in the guilds of a schedule: the same events for the same seed, whoever tells of them."""

import random
from typing import Final

import msgspec

from shared.kernel import json
from shared.kernel.events import (
    AuditLogEntryData,
    Event,
    EventType,
    MemberJoinData,
    MemberRemoveData,
    MessageAuthor,
    MessageChannel,
    MessageCreateData,
    UserView,
    VoiceStateData,
)
from shared.kernel.snowflakes import Snowflake

MILLISECONDS_APART: Final = 4
_MEMBERS: Final = 40
_BAN: Final = 22  # discord.com/developers/docs/resources/audit-log#audit-log-events
_KINDS: Final = (
    *(EventType.MESSAGE_CREATE,) * 15,
    *(EventType.VOICE_STATE_UPDATE,) * 2,
    *(EventType.MEMBER_JOIN, EventType.MEMBER_REMOVE, EventType.AUDIT_LOG_ENTRY),
)


class World(msgspec.Struct, frozen=True, kw_only=True):
    """`begun_at` is when the first event happens, in milliseconds since 1970."""

    seed: int
    guild_ids: list[int]
    begun_at: int
    words: int = 6  # in a message


def happening(world: World, number: int) -> Event:
    """Return the event of this number; numbers rise with time."""
    dice = random.Random(f"{world.seed}:{number}")
    kind = dice.choice(_KINDS)
    member = Snowflake(1_000 + dice.randrange(_MEMBERS))
    timestamp = world.begun_at + number * MILLISECONDS_APART
    return Event(
        id=f"{kind}:{number}",
        type=kind,
        guild_id=Snowflake(dice.choice(world.guild_ids)),
        user_id=member,
        channel_id=Snowflake(5) if kind == EventType.MESSAGE_CREATE else None,
        data=msgspec.Raw(json.encode(_data(kind, number, member, timestamp, dice, world.words))),
        timestamp=timestamp,
    )


def number_of(event_id: str) -> int:
    return int(event_id.rpartition(":")[2])


def _data(
    kind: EventType, number: int, member: Snowflake, timestamp: int, dice: random.Random, words: int
) -> msgspec.Struct:
    user = UserView(id=member, username=f"m{member}", global_name=None, avatar=None)
    channel = MessageChannel(id=Snowflake(5), name="general")
    if kind == EventType.MEMBER_JOIN:
        return MemberJoinData(user_id=member, user=user, joined_at=timestamp)
    if kind == EventType.MEMBER_REMOVE:
        return MemberRemoveData(user_id=member, user=user)
    if kind == EventType.AUDIT_LOG_ENTRY:
        return AuditLogEntryData(entry_id=Snowflake(number + 1), action=_BAN, user_id=member, target_id="7")
    if kind == EventType.VOICE_STATE_UPDATE:
        return VoiceStateData(user_id=member, channel=channel, changed=["channel"])
    return MessageCreateData(
        message_id=Snowflake(number + 1),
        content=" ".join(f"{dice.getrandbits(32):08x}" for _ in range(words)),
        author=MessageAuthor(id=member, username=f"m{member}", global_name=None, avatar=None),
        channel=channel,
    )
