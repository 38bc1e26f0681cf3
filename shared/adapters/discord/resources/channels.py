"""Channels, and who may do what in them (discord.com/developers/docs/resources/channel)."""

from collections.abc import Sequence
from typing import Final

from shared.adapters.discord.payloads import UNSET, Bits, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import USUAL_WRITE, Resource, Write
from shared.kernel.snowflakes import Snowflake

# Two changes of these in ten minutes and channel; no header tells, only the 429.
_RENAME: Final = Write(sub_limit="rename")


class Overwrite(Payload, frozen=True, kw_only=True):
    """`type` 0: the id is a role's, 1: a member's."""

    id: Snowflake
    type: int
    allow: Bits = Bits(0)
    deny: Bits = Bits(0)


class Channel(Payload, frozen=True, kw_only=True):
    """A guild's channel or thread, as far as it is administered; `type` is Discord's number of the kind."""

    id: Snowflake
    type: int
    guild_id: Snowflake | None = None
    name: str | None = None
    position: int = 0
    parent_id: Snowflake | None = None
    topic: str | None = None
    nsfw: bool = False
    rate_limit_per_user: int = 0
    bitrate: int | None = None
    user_limit: int | None = None
    rtc_region: str | None = None
    default_auto_archive_duration: int | None = None
    default_thread_rate_limit_per_user: int | None = None
    flags: int = 0
    last_message_id: Snowflake | None = None
    permission_overwrites: tuple[Overwrite, ...] = ()


class ChannelChange(Payload, frozen=True, kw_only=True):
    """A new channel (with a `name`), or what is to change of one; `rate_limit_per_user` in seconds."""

    name: str | Unset = UNSET
    type: int | Unset = UNSET
    position: int | Unset | None = UNSET
    topic: str | Unset | None = UNSET
    nsfw: bool | Unset = UNSET
    rate_limit_per_user: int | Unset = UNSET
    bitrate: int | Unset = UNSET
    user_limit: int | Unset = UNSET
    parent_id: Snowflake | Unset | None = UNSET
    permission_overwrites: tuple[Overwrite, ...] | Unset = UNSET
    default_auto_archive_duration: int | Unset = UNSET
    default_thread_rate_limit_per_user: int | Unset = UNSET
    flags: int | Unset = UNSET


class ChannelPosition(Payload, frozen=True, kw_only=True):
    """Where a channel goes; `lock_permissions`: it takes over its new category's overwrites."""

    id: Snowflake
    position: int | Unset | None = UNSET
    parent_id: Snowflake | Unset | None = UNSET
    lock_permissions: bool | Unset = UNSET


class _NewOverwrite(Payload, frozen=True, kw_only=True):
    type: int
    allow: Bits
    deny: Bits


_channel: Final = Decoder(Channel)
_channels: Final = Decoder(list[Channel])


class Channels(Resource):
    def of_guild(self, guild_id: int) -> list[Channel]:
        """Return the guild's channels, without threads, in no particular order."""
        return self._read(_channels, "/guilds/{guild_id}/channels", guild_id=guild_id)

    def get(self, channel_id: int) -> Channel:
        return self._read(_channel, "/channels/{channel_id}", channel_id=channel_id)

    def create(self, guild_id: int, channel: ChannelChange) -> Channel:
        return self._write(_channel, "POST /guilds/{guild_id}/channels", channel, guild_id=guild_id)

    def edit(self, channel_id: int, change: ChannelChange) -> Channel:
        how = USUAL_WRITE if change.name is UNSET and change.topic is UNSET else _RENAME
        return self._write(_channel, "PATCH /channels/{channel_id}", change, how, channel_id=channel_id)

    def move(self, guild_id: int, positions: Sequence[ChannelPosition]) -> None:
        """Move channels in one step."""
        self._tell("PATCH /guilds/{guild_id}/channels", positions, guild_id=guild_id)

    def delete(self, channel_id: int) -> None:
        self._tell("DELETE /channels/{channel_id}", channel_id=channel_id)

    def put_overwrite(self, channel_id: int, overwrite: Overwrite) -> None:
        body = _NewOverwrite(type=overwrite.type, allow=overwrite.allow, deny=overwrite.deny)
        operation = "PUT /channels/{channel_id}/permissions/{overwrite_id}"
        self._tell(operation, body, channel_id=channel_id, overwrite_id=overwrite.id)

    def delete_overwrite(self, channel_id: int, overwrite_id: int) -> None:
        operation = "DELETE /channels/{channel_id}/permissions/{overwrite_id}"
        self._tell(operation, channel_id=channel_id, overwrite_id=overwrite_id)
