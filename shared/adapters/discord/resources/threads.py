"""Threads (discord.com/developers/docs/topics/threads)."""

from datetime import datetime
from typing import Final

from shared.adapters.discord.payloads import UNSET, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import MODERATION, Resource
from shared.kernel.snowflakes import Snowflake


class ThreadMetadata(Payload, frozen=True, kw_only=True):
    """`auto_archive_duration` in minutes."""

    archived: bool = False
    locked: bool = False
    auto_archive_duration: int = 1440
    archive_timestamp: datetime | None = None
    invitable: bool | None = None


class Thread(Payload, frozen=True, kw_only=True):
    id: Snowflake
    type: int
    name: str
    guild_id: Snowflake | None = None
    parent_id: Snowflake | None = None
    owner_id: Snowflake | None = None
    rate_limit_per_user: int = 0
    message_count: int = 0
    member_count: int = 0
    last_message_id: Snowflake | None = None
    thread_metadata: ThreadMetadata = ThreadMetadata()


class ThreadPage(Payload, frozen=True, kw_only=True):
    threads: tuple[Thread, ...] = ()
    has_more: bool = False


class NewThread(Payload, frozen=True, kw_only=True):
    """`type` 11: public, 12: private; not for a thread that begins at a message."""

    name: str
    type: int | Unset = UNSET
    auto_archive_duration: int | Unset = UNSET
    rate_limit_per_user: int | Unset = UNSET
    invitable: bool | Unset = UNSET


class ThreadChange(Payload, frozen=True, kw_only=True):
    name: str | Unset = UNSET
    archived: bool | Unset = UNSET
    locked: bool | Unset = UNSET
    invitable: bool | Unset = UNSET
    auto_archive_duration: int | Unset = UNSET
    rate_limit_per_user: int | Unset = UNSET


_thread: Final = Decoder(Thread)
_page: Final = Decoder(ThreadPage)


class Threads(Resource):
    def active(self, guild_id: int) -> ThreadPage:
        """Return all threads of the guild that are not archived."""
        return self._read(_page, "/guilds/{guild_id}/threads/active", guild_id=guild_id)

    def archived(self, channel_id: int, *, before: datetime | None = None, limit: int = 50) -> ThreadPage:
        """Return public ones, the last archived first."""
        query = {"before": before.isoformat() if before else None, "limit": limit}
        return self._read(_page, "/channels/{channel_id}/threads/archived/public", query, channel_id=channel_id)

    def create(self, channel_id: int, thread: NewThread) -> Thread:
        return self._write(_thread, "POST /channels/{channel_id}/threads", thread, channel_id=channel_id)

    def create_at(self, channel_id: int, message_id: int, thread: NewThread) -> Thread:
        operation = "POST /channels/{channel_id}/messages/{message_id}/threads"
        return self._write(_thread, operation, thread, channel_id=channel_id, message_id=message_id)

    def edit(self, thread_id: int, change: ThreadChange) -> Thread:
        return self._write(_thread, "PATCH /channels/{channel_id}", change, channel_id=thread_id)

    def delete(self, thread_id: int) -> None:
        self._tell("DELETE /channels/{channel_id}", None, MODERATION, channel_id=thread_id)
