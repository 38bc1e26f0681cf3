"""Login with Discord, the tokens of our own that follow, and logout."""

from typing import Annotated, Literal

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.replies import Reply
from shared.features.logins.model import User
from shared.kernel.errors import LoginSessionError, RefreshRejectedError

routes = Routes("logins")


class LoginRequest(msgspec.Struct, frozen=True, kw_only=True):
    """`return_to` is the page to come back to: a path on our own site."""

    return_to: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class AuthorizeUrl(msgspec.Struct, frozen=True, kw_only=True):
    authorize_url: str


class CallbackQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`code` and `state` after a consent, `error` (and `state`) after a refusal."""

    code: str | None = None
    state: str | None = None
    error: str | None = None


class SessionExchange(msgspec.Struct, frozen=True, kw_only=True):
    session: Annotated[str, msgspec.Meta(max_length=128)]


class AccessToken(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token, good for `expires_in` seconds; the refresh token is in a cookie that no script can read."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    user: User


class CompletedLogin(AccessToken, frozen=True, kw_only=True):
    return_to: str


@routes.route("POST", "/api/auth/discord/login", access=Access.PUBLIC)
def start_login(call: Call, body: LoginRequest) -> Reply[AuthorizeUrl]:
    """Begin a login: return where to send the browser, and bind the login to it by a cookie."""
    raise NotImplementedError


@routes.route("GET", "/api/auth/discord/login", access=Access.PUBLIC, status=302)
def follow_login(call: Call, query: LoginRequest) -> Reply[None]:
    """Begin a login from a plain link: go to Discord."""
    raise NotImplementedError


@routes.route("GET", "/api/auth/discord/callback", access=Access.PUBLIC, status=302)
def finish_login(call: Call, query: CallbackQuery) -> Reply[None]:
    """Take Discord's answer, and go to our page with `?session=` or `?error=<code>`."""
    raise NotImplementedError


@routes.route("POST", "/api/auth/exchange-session", access=Access.PUBLIC, errors=(LoginSessionError,))
def exchange_session(call: Call, body: SessionExchange) -> Reply[CompletedLogin]:
    """Exchange a login's session, once, for an access token and the refresh cookie."""
    raise NotImplementedError


@routes.route("POST", "/api/auth/refresh", access=Access.OWN_PAGE, errors=(RefreshRejectedError,))
def refresh_login(call: Call) -> Reply[AccessToken]:
    """Exchange the refresh cookie for a new access token and the next refresh cookie."""
    raise NotImplementedError


@routes.route("POST", "/api/auth/logout", access=Access.OWN_PAGE, status=204)
def end_login(call: Call) -> Reply[None]:
    """End this browser's login: its refresh tokens are worth nothing from now on."""
    raise NotImplementedError


@routes.route("GET", "/api/auth/me", access=Access.LOGIN)
def read_me(call: Call) -> User:
    """Return the user who is logged in."""
    raise NotImplementedError
