"""Users (discord.com/developers/docs/resources/user)."""

from typing import Final

from shared.adapters.discord.payloads import Decoder, Payload
from shared.adapters.discord.resources.resource import Resource
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


_user: Final = Decoder(User)


class Users(Resource):
    def get(self, user_id: int) -> User:
        return self._read(_user, "/users/{user_id}", user_id=user_id)

    def me(self) -> User:
        return self._read(_user, "/users/@me")
