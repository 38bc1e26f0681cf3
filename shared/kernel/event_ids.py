"""Event ids derive from Discord's ids: what is seen twice (resume, hand-over) has one id."""

from collections.abc import Iterable
from hashlib import blake2b

from shared.kernel.events import EventType, GuildPayload


def message_create_id(message_id: int) -> str:
    return f"{EventType.MESSAGE_CREATE}:{message_id}"


def message_update_id(message_id: int, edited_at: int) -> str:
    """`edited_at` is Discord's, in milliseconds since 1970."""
    return f"{EventType.MESSAGE_UPDATE}:{message_id}:{edited_at}"


def message_delete_bulk_id(channel_id: int, message_ids: Iterable[int]) -> str:
    said = "\0".join(map(str, sorted(message_ids)))
    return f"{EventType.MESSAGE_DELETE_BULK}:{channel_id}:{blake2b(said.encode(), digest_size=8).hexdigest()}"


def once_id(kind: EventType, discord_id: int | str) -> str:
    """Name what happens to a thing once: it is created, or deleted; or it is an entry of the audit log."""
    return f"{kind}:{discord_id}"


def member_join_id(guild_id: int, user_id: int, joined_at: int) -> str:
    """`joined_at` is Discord's, in milliseconds since 1970."""
    return f"{EventType.MEMBER_JOIN}:{guild_id}:{user_id}:{joined_at}"


def guild_change_id(kind: EventType, guild: GuildPayload, timestamp: int) -> str:
    """Discord gives a guild's changes no id: what it says, within the same second, is the identity."""
    said = f"{guild.name}\0{guild.icon}\0{guild.owner_id}\0{guild.member_count}"
    return (
        f"{kind}:{guild.id}:{timestamp // 1000}:{blake2b(said.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"
    )


def guild_delete_id(guild_id: int, timestamp: int) -> str:
    return f"{EventType.GUILD_DELETE}:{guild_id}:{timestamp // 1000}"


def within_guild_id(kind: EventType, guild_id: int, subject_id: int, said: bytes, timestamp: int) -> str:
    """Members' and roles' changes have no id either: what Discord said, within the same second, is one happening."""
    return f"{kind}:{guild_id}:{subject_id}:{timestamp // 1000}:{blake2b(said, digest_size=6).hexdigest()}"


def guild_sync_id(session_id: str, shard_id: int, from_id: int) -> str:
    """`session_id` is Discord's id of the gateway session that the sync follows."""
    digest = blake2b(session_id.encode(), digest_size=8).hexdigest()  # the session id itself can resume a session
    return f"{EventType.GUILD_SYNC}:{digest}:{shard_id}:{from_id}"
