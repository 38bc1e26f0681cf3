"""Roles (discord.com/developers/docs/topics/permissions#role-object)."""

from collections.abc import Sequence
from typing import Final

from shared.adapters.discord.payloads import UNSET, Bits, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import Resource
from shared.kernel.snowflakes import Snowflake


class RoleTags(Payload, frozen=True, kw_only=True):
    """Whose role it is, where it is managed."""

    bot_id: Snowflake | None = None
    integration_id: Snowflake | None = None


class Role(Payload, frozen=True, kw_only=True):
    """`color` is 0xRRGGBB (0: none); a guild's @everyone has the guild's id and position 0."""

    id: Snowflake
    name: str
    permissions: Bits
    position: int
    color: int = 0
    hoist: bool = False
    managed: bool = False
    mentionable: bool = False
    icon: str | None = None
    unicode_emoji: str | None = None
    tags: RoleTags | None = None


class RoleChange(Payload, frozen=True, kw_only=True):
    """A new role, or what is to change of one. `icon` is a data URI."""

    name: str | Unset = UNSET
    permissions: Bits | Unset = UNSET
    color: int | Unset = UNSET
    hoist: bool | Unset = UNSET
    mentionable: bool | Unset = UNSET
    icon: str | Unset | None = UNSET
    unicode_emoji: str | Unset | None = UNSET


class RolePosition(Payload, frozen=True, kw_only=True):
    id: Snowflake
    position: int


_role: Final = Decoder(Role)
_roles: Final = Decoder(list[Role])


class Roles(Resource):
    def of_guild(self, guild_id: int) -> list[Role]:
        return self._read(_roles, "/guilds/{guild_id}/roles", guild_id=guild_id)

    def create(self, guild_id: int, role: RoleChange) -> Role:
        return self._write(_role, "POST /guilds/{guild_id}/roles", role, guild_id=guild_id)

    def edit(self, guild_id: int, role_id: int, change: RoleChange) -> Role:
        operation = "PATCH /guilds/{guild_id}/roles/{role_id}"
        return self._write(_role, operation, change, guild_id=guild_id, role_id=role_id)

    def move(self, guild_id: int, positions: Sequence[RolePosition]) -> list[Role]:
        """Move roles in one step; return all of them."""
        return self._write(_roles, "PATCH /guilds/{guild_id}/roles", positions, guild_id=guild_id)

    def delete(self, guild_id: int, role_id: int) -> None:
        self._tell("DELETE /guilds/{guild_id}/roles/{role_id}", guild_id=guild_id, role_id=role_id)
