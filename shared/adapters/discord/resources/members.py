"""Members (discord.com/developers/docs/resources/guild#guild-member-object)."""

from datetime import datetime
from typing import Final

from shared.adapters.discord.client import QueryValue
from shared.adapters.discord.payloads import UNSET, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import MODERATION, USUAL_WRITE, Resource
from shared.adapters.discord.resources.users import User
from shared.kernel.snowflakes import Snowflake

PAGE: Final = 1_000


class Member(Payload, frozen=True, kw_only=True):
    """`communication_disabled_until`: the end of the timeout, which may be past."""

    user: User
    nick: str | None = None
    avatar: str | None = None
    roles: tuple[Snowflake, ...] = ()
    joined_at: datetime | None = None
    premium_since: datetime | None = None
    pending: bool = False
    flags: int = 0
    communication_disabled_until: datetime | None = None


class MemberChange(Payload, frozen=True, kw_only=True):
    """What is to change; `communication_disabled_until` None ends a timeout, `roles` replaces all of them."""

    nick: str | Unset | None = UNSET
    roles: tuple[Snowflake, ...] | Unset = UNSET
    mute: bool | Unset = UNSET
    deaf: bool | Unset = UNSET
    channel_id: Snowflake | Unset | None = UNSET
    communication_disabled_until: datetime | Unset | None = UNSET


_member: Final = Decoder(Member)
_members: Final = Decoder(list[Member])
_MEMBER: Final = "/guilds/{guild_id}/members/{user_id}"
_ROLE: Final = f"{_MEMBER}/roles/{{role_id}}"


class Members(Resource):
    def page(self, guild_id: int, *, after: int = 0, limit: int = PAGE) -> list[Member]:
        """Return members by rising user id."""
        query = {"limit": limit, "after": after}
        return self._read(_members, "/guilds/{guild_id}/members", query, guild_id=guild_id)

    def search(self, guild_id: int, beginning: str, *, limit: int = 100) -> list[Member]:
        """Return members whose user name or nick begins so."""
        query: dict[str, QueryValue] = {"query": beginning, "limit": limit}
        return self._read(_members, "/guilds/{guild_id}/members/search", query, guild_id=guild_id)

    def get(self, guild_id: int, user_id: int) -> Member:
        return self._read(_member, _MEMBER, guild_id=guild_id, user_id=user_id)

    def edit(self, guild_id: int, user_id: int, change: MemberChange) -> Member:
        how = USUAL_WRITE if change.communication_disabled_until is UNSET else MODERATION
        return self._write(_member, f"PATCH {_MEMBER}", change, how, guild_id=guild_id, user_id=user_id)

    def add_role(self, guild_id: int, user_id: int, role_id: int) -> None:
        self._tell(f"PUT {_ROLE}", guild_id=guild_id, user_id=user_id, role_id=role_id)

    def remove_role(self, guild_id: int, user_id: int, role_id: int) -> None:
        self._tell(f"DELETE {_ROLE}", guild_id=guild_id, user_id=user_id, role_id=role_id)

    def kick(self, guild_id: int, user_id: int) -> None:
        self._tell(f"DELETE {_MEMBER}", None, MODERATION, guild_id=guild_id, user_id=user_id)
