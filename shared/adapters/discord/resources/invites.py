"""Invites (discord.com/developers/docs/resources/invite)."""

from datetime import datetime
from typing import Final

from shared.adapters.discord.payloads import UNSET, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import Resource
from shared.adapters.discord.resources.users import User
from shared.kernel.snowflakes import Snowflake


class InviteChannel(Payload, frozen=True, kw_only=True):
    id: Snowflake
    name: str | None = None
    type: int = 0


class Invite(Payload, frozen=True, kw_only=True):
    """Uses and the time of creation are there only in lists; `max_age` in seconds, 0: for ever."""

    code: str
    channel: InviteChannel | None = None
    inviter: User | None = None
    uses: int | None = None
    max_uses: int | None = None
    max_age: int | None = None
    temporary: bool = False
    created_at: datetime | None = None
    expires_at: datetime | None = None


class NewInvite(Payload, frozen=True, kw_only=True):
    """`unique`: never an invite that is there already."""

    max_age: int | Unset = UNSET
    max_uses: int | Unset = UNSET
    temporary: bool | Unset = UNSET
    unique: bool | Unset = UNSET


_invite: Final = Decoder(Invite)
_invites: Final = Decoder(list[Invite])


class Invites(Resource):
    def of_guild(self, guild_id: int) -> list[Invite]:
        return self._read(_invites, "/guilds/{guild_id}/invites", guild_id=guild_id)

    def of_channel(self, channel_id: int) -> list[Invite]:
        return self._read(_invites, "/channels/{channel_id}/invites", channel_id=channel_id)

    def create(self, channel_id: int, invite: NewInvite) -> Invite:
        return self._write(_invite, "POST /channels/{channel_id}/invites", invite, channel_id=channel_id)

    def delete(self, code: str) -> None:
        self._tell("DELETE /invites/{code}", code=code)
