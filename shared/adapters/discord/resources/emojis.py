"""A guild's emojis (discord.com/developers/docs/resources/emoji)."""

from typing import Final

from shared.adapters.discord.payloads import UNSET, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import Resource
from shared.adapters.discord.resources.users import User
from shared.kernel.snowflakes import Snowflake


class Emoji(Payload, frozen=True, kw_only=True):
    """`roles` empty: everybody may use it."""

    id: Snowflake
    name: str
    roles: tuple[Snowflake, ...] = ()
    user: User | None = None
    animated: bool = False
    available: bool = True
    managed: bool = False


class NewEmoji(Payload, frozen=True, kw_only=True):
    """`image` is a data URI of at most 256 KiB."""

    name: str
    image: str
    roles: tuple[Snowflake, ...] = ()


class EmojiChange(Payload, frozen=True, kw_only=True):
    name: str | Unset = UNSET
    roles: tuple[Snowflake, ...] | Unset = UNSET


_emoji: Final = Decoder(Emoji)
_emojis: Final = Decoder(list[Emoji])
_EMOJI: Final = "/guilds/{guild_id}/emojis/{emoji_id}"


class Emojis(Resource):
    def of_guild(self, guild_id: int) -> list[Emoji]:
        return self._read(_emojis, "/guilds/{guild_id}/emojis", guild_id=guild_id)

    def create(self, guild_id: int, emoji: NewEmoji) -> Emoji:
        return self._write(_emoji, "POST /guilds/{guild_id}/emojis", emoji, guild_id=guild_id)

    def edit(self, guild_id: int, emoji_id: int, change: EmojiChange) -> Emoji:
        return self._write(_emoji, f"PATCH {_EMOJI}", change, guild_id=guild_id, emoji_id=emoji_id)

    def delete(self, guild_id: int, emoji_id: int) -> None:
        self._tell(f"DELETE {_EMOJI}", guild_id=guild_id, emoji_id=emoji_id)
