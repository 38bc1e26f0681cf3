"""Users (discord.com/developers/docs/resources/user)."""

from typing import Final

from shared.adapters.discord.payloads import Decoder, Payload
from shared.adapters.discord.resources.resource import Resource, Write
from shared.kernel.snowflakes import Snowflake


class User(Payload, frozen=True, kw_only=True):
    """`avatar` is Discord's hash of the image."""

    id: Snowflake
    username: str
    global_name: str | None = None
    avatar: str | None = None
    discriminator: str = "0"
    bot: bool = False
    system: bool = False
    public_flags: int = 0


class DirectChannel(Payload, frozen=True, kw_only=True):
    """Where the bot and one user write to each other."""

    id: Snowflake


class _Recipient(Payload, frozen=True, kw_only=True):
    recipient_id: Snowflake


_user: Final = Decoder(User)
_direct: Final = Decoder(DirectChannel)


class Users(Resource):
    def get(self, user_id: int) -> User:
        return self._read(_user, "/users/{user_id}", user_id=user_id)

    def me(self) -> User:
        return self._read(_user, "/users/@me")

    def direct_channel(self, user_id: int) -> DirectChannel:
        """Open the channel to a user, or return the one that is open; whether they take messages, sending tells."""
        body = _Recipient(recipient_id=Snowflake(user_id))
        return self._write(_direct, "POST /users/@me/channels", body, Write(is_repeatable=True))
