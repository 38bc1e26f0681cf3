"""Accounts, logins and what passes between the steps of a login."""

from datetime import datetime

import msgspec

from shared.kernel.snowflakes import Snowflake


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who logged in, as our page shows them."""

    id: Snowflake
    username: str
    global_name: str | None
    avatar_url: str


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A user as Discord describes them; `avatar` is Discord's hash of the image."""

    id: Snowflake
    username: str
    global_name: str | None = None
    avatar: str | None = None


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """Discord's tokens to act for a user. They never leave the process unencrypted."""

    access_token: str
    refresh_token: str
    expires_at: datetime
    scope: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A user and their grant, the latter encrypted with the user's id as associated data."""

    profile: Profile
    sealed_grant: str


class PendingLogin(msgspec.Struct, frozen=True, kw_only=True):
    """A login on its way to Discord and back: `browser` is the hash of the nonce in the browser's cookie."""

    browser: str
    verifier: str
    return_to: str


class LoginSession(msgspec.Struct, frozen=True, kw_only=True):
    """A login that Discord confirmed and that the page has not yet exchanged for tokens."""

    user_id: Snowflake
    browser: str
    return_to: str


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """One browser's login: a family of refresh tokens of which only the latest is good.

    `token_hash` is the SHA-256 of the latest token, `previous_hash` of the one before it, and `salt` what, with the
    previous token, makes the latest again: two tabs that refresh at once get the same answer.
    """

    login_id: str
    user_id: Snowflake
    token_hash: str
    created_at: datetime
    expires_at: datetime
    previous_hash: str | None = None
    salt: str | None = None
    rotated_at: datetime | None = None
    revoked_at: datetime | None = None
