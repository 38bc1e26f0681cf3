"""What Discord tells us, in its own words, as far as we use it."""

from datetime import datetime

import msgspec

from shared.kernel.snowflakes import Snowflake


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A user; `avatar` is Discord's hash of the image (discord.com/developers/docs/resources/user#user-object)."""

    id: Snowflake
    username: str
    global_name: str | None = None
    avatar: str | None = None


class UserGuild(msgspec.Struct, frozen=True, kw_only=True):
    """A guild in the list of a user's guilds; `permissions` are the user's bits in it, as a decimal string."""

    id: Snowflake
    name: str
    icon: str | None = None
    owner: bool = False
    permissions: str


class TokenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Discord's answer to a code or a refresh token; `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    scope: str


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """Discord's tokens to act for a user. They never leave the process unencrypted."""

    access_token: str
    refresh_token: str
    expires_at: datetime
    scope: str
