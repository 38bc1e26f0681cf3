"""Accounts, logins and what passes between the steps of a login."""

from datetime import datetime

import msgspec

from shared.adapters.discord_payloads import Profile
from shared.kernel.snowflakes import Snowflake


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who logged in, as our page shows them."""

    id: Snowflake
    username: str
    global_name: str | None
    avatar_url: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A user, and Discord's tokens to act for them: encrypted, with the user's id as owner."""

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


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """Send the browser to `authorize_url`, with `nonce` in its cookie."""

    authorize_url: str
    nonce: str


class Rotation(msgspec.Struct, frozen=True, kw_only=True):
    """A refresh token (its SHA-256) was replaced by the one that follows from it and the salt."""

    token_hash: str
    salt: str
    rotated_at: datetime


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """One browser's login: a family of refresh tokens of which the latest, of this SHA-256, is good.

    `rotations` are those of the last seconds, oldest first: what two tabs that refresh at once need. `device` is a
    text for people, like "Firefox on Windows".
    """

    login_id: str
    user_id: Snowflake
    token_hash: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime
    device: str
    rotations: tuple[Rotation, ...] = ()
    revoked_at: datetime | None = None


class LoginEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A login as its user sees it; `current` is the one that asks."""

    login_id: str
    device: str
    created_at: datetime
    last_used_at: datetime
    current: bool


class Refreshed(msgspec.Struct, frozen=True, kw_only=True):
    user_id: Snowflake
    login_id: str
    refresh_token: str
