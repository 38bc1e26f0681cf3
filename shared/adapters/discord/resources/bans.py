"""Bans (discord.com/developers/docs/resources/guild#ban-object)."""

from collections.abc import Sequence
from typing import Final

from shared.adapters.discord.client import QueryValue
from shared.adapters.discord.payloads import Decoder, Payload
from shared.adapters.discord.resources.resource import MODERATION, Resource
from shared.adapters.discord.resources.users import User
from shared.kernel.snowflakes import Snowflake

PAGE: Final = 1_000


class Ban(Payload, frozen=True, kw_only=True):
    user: User
    reason: str | None = None


class BulkBan(Payload, frozen=True, kw_only=True):
    """Who was banned now, and who was not (they were already, or the bot may not)."""

    banned_users: tuple[Snowflake, ...] = ()
    failed_users: tuple[Snowflake, ...] = ()


class _NewBan(Payload, frozen=True, kw_only=True):
    delete_message_seconds: int


class _NewBans(Payload, frozen=True, kw_only=True):
    user_ids: tuple[Snowflake, ...]
    delete_message_seconds: int


_ban: Final = Decoder(Ban)
_bans: Final = Decoder(list[Ban])
_bulk: Final = Decoder(BulkBan)
_BAN: Final = "/guilds/{guild_id}/bans/{user_id}"


class Bans(Resource):
    def page(self, guild_id: int, *, after: int = 0, limit: int = PAGE) -> list[Ban]:
        """Return bans by rising user id."""
        query: dict[str, QueryValue] = {"limit": limit, "after": str(after)}
        return self._read(_bans, "/guilds/{guild_id}/bans", query, guild_id=guild_id)

    def get(self, guild_id: int, user_id: int) -> Ban:
        return self._read(_ban, _BAN, guild_id=guild_id, user_id=user_id)

    def ban(self, guild_id: int, user_id: int, *, delete_message_seconds: int = 0) -> None:
        body = _NewBan(delete_message_seconds=delete_message_seconds)
        self._tell(f"PUT {_BAN}", body, MODERATION, guild_id=guild_id, user_id=user_id)

    def unban(self, guild_id: int, user_id: int) -> None:
        self._tell(f"DELETE {_BAN}", None, MODERATION, guild_id=guild_id, user_id=user_id)

    def bulk_ban(self, guild_id: int, user_ids: Sequence[int], *, delete_message_seconds: int = 0) -> BulkBan:
        """Ban up to 200 at once; needs BAN_MEMBERS and MANAGE_GUILD."""
        ids = tuple(Snowflake(user_id) for user_id in user_ids)
        body = _NewBans(user_ids=ids, delete_message_seconds=delete_message_seconds)
        return self._write(_bulk, "POST /guilds/{guild_id}/bulk-ban", body, MODERATION, guild_id=guild_id)
