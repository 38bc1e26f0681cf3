"""Login with Discord, the tokens of our own that follow, and logout."""

import logging
from typing import Annotated, Literal

import msgspec

from chalicelib import cookies
from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.pace import Pace
from chalicelib.http.replies import Reply
from shared.features.logins.devices import device_of
from shared.features.logins.model import LoginEntry, Refreshed, User
from shared.features.logins.rules import user_of
from shared.kernel.callers import Caller
from shared.kernel.errors import AppError, LoginSessionError, NotFoundError, RefreshRejectedError, UnauthenticatedError
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)
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


class LoginPath(msgspec.Struct, frozen=True, kw_only=True):
    login_id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]


class LoginList(msgspec.Struct, frozen=True, kw_only=True):
    """The one used last comes first."""

    items: list[LoginEntry]


class CompletedLogin(AccessToken, frozen=True, kw_only=True):
    return_to: str


@routes.route("POST", "/api/auth/discord/login", access=Access.PUBLIC, pace=Pace.LOGIN)
def start_login(call: Call, body: LoginRequest) -> Reply[AuthorizeUrl]:
    """Begin a login: return where to send the browser, and bind the login to it by a cookie."""
    begun = call.services.login_flow.begin(call.cookies.get(cookies.LOGIN), body.return_to)
    nonce = cookies.login_cookie(begun.nonce, call.services.config)
    return Reply(body=AuthorizeUrl(authorize_url=begun.authorize_url), cookies=(nonce,))


@routes.route("GET", "/api/auth/discord/login", access=Access.PUBLIC, pace=Pace.LOGIN, status=302)
def follow_login(call: Call, query: LoginRequest) -> Reply[None]:
    """Begin a login from a plain link: go to Discord."""
    begun = start_login(call, query)
    return Reply(body=None, cookies=begun.cookies, location=begun.body.authorize_url)


@routes.route("GET", "/api/auth/discord/callback", access=Access.PUBLIC, pace=Pace.LOGIN, status=302)
def finish_login(call: Call, query: CallbackQuery) -> Reply[None]:
    """Take Discord's answer, and go to our page with `?session=` or `?error=<code>`."""
    page = f"{call.services.config.frontend_url}/auth/callback"
    try:
        session_id = call.services.login_flow.finish(
            call.cookies.get(cookies.LOGIN), query.state, query.code, query.error
        )
    except AppError as error:
        log.info("login.failed", extra={"code": error.code})
        return Reply(body=None, location=f"{page}?error={error.code}")
    return Reply(body=None, location=f"{page}?session={session_id}")


@routes.route("POST", "/api/auth/exchange-session", access=Access.PUBLIC, pace=Pace.LOGIN, errors=(LoginSessionError,))
def exchange_session(call: Call, body: SessionExchange) -> Reply[CompletedLogin]:
    """Exchange a login's session, once and in the browser that began it, for an access token and the refresh cookie."""
    session = call.services.login_flow.exchange(call.cookies.get(cookies.LOGIN), body.session)
    started = call.services.login_families.start(session.user_id, device_of(call.user_agent))
    completed = CompletedLogin(**msgspec.structs.asdict(_access_token(call, started)), return_to=session.return_to)
    return Reply(body=completed, cookies=(cookies.refresh_cookie(started.refresh_token, call.services.config),))


@routes.route("POST", "/api/auth/refresh", access=Access.OWN_PAGE, pace=Pace.REFRESH, errors=(RefreshRejectedError,))
def refresh_login(call: Call) -> Reply[AccessToken]:
    """Exchange the refresh cookie for a new access token and the next refresh cookie."""
    refreshed = call.services.login_families.refresh(call.cookies.get(cookies.REFRESH, ""))
    access_token = _access_token(call, refreshed)
    return Reply(body=access_token, cookies=(cookies.refresh_cookie(refreshed.refresh_token, call.services.config),))


@routes.route("POST", "/api/auth/logout", access=Access.OWN_PAGE, pace=Pace.REFRESH, status=204)
def end_login(call: Call) -> Reply[None]:
    """End this browser's login: none of its tokens is worth anything from now on, and its WebSockets close."""
    call.services.login_families.end(call.cookies.get(cookies.REFRESH, ""))
    return Reply(body=None, cookies=(cookies.no_refresh_cookie(call.services.config),))


@routes.route("GET", "/api/auth/logins", access=Access.LOGIN)
def list_logins(call: Call) -> LoginList:
    """List the user's logins that have not ended, with the device and the last use of each."""
    return LoginList(items=call.services.login_endings.list_for(call.caller))


@routes.route("DELETE", "/api/auth/logins/{login_id}", access=Access.LOGIN, status=204, errors=(NotFoundError,))
def revoke_login(call: Call, path: LoginPath) -> Reply[None]:
    """End one of the user's own logins, wherever it is."""
    call.services.login_endings.end(call.user_id, path.login_id)
    return Reply(body=None)


@routes.route("POST", "/api/auth/logout-everywhere", access=Access.LOGIN, status=204)
def end_all_logins(call: Call) -> Reply[None]:
    """End all of the user's logins, this one included."""
    call.services.login_endings.end_all(call.caller)
    return Reply(body=None, cookies=(cookies.no_refresh_cookie(call.services.config),))


@routes.route("GET", "/api/auth/me", access=Access.LOGIN)
def read_me(call: Call) -> User:
    """Return the user who is logged in."""
    return _user(call, call.user_id)


def _access_token(call: Call, login: Refreshed) -> AccessToken:
    tokens = call.services.access_tokens
    caller = Caller(user_id=login.user_id, login_id=login.login_id)
    return AccessToken(
        access_token=tokens.issue(caller, call.services.clock()),
        token_type="Bearer",  # noqa: S106 a scheme, not a secret
        expires_in=int(tokens.lifetime.total_seconds()),
        user=_user(call, login.user_id),
    )


def _user(call: Call, user_id: Snowflake) -> User:
    try:
        profile = call.services.accounts.load(user_id).profile
    except NotFoundError as error:
        raise UnauthenticatedError from error
    return user_of(profile, call.services.config.discord.cdn_url)
