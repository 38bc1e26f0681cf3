"""The two cookies of a login: the browser's nonce, and the refresh token."""

from datetime import timedelta
from typing import Final

from chalicelib.http.cookies import Cookie
from shared.config.processes import ApiConfig

LOGIN: Final = "guildhall_login"
REFRESH: Final = "guildhall_refresh"
_PATH: Final = "/api/auth"
_LOGIN_LIFETIME: Final = timedelta(minutes=20)  # longer than a state and a session live


def login_cookie(nonce: str, config: ApiConfig) -> Cookie:
    """Let it come along when Discord sends the browser back: that is a navigation from another site."""
    return Cookie(
        name=LOGIN, value=nonce, path=_PATH, lifetime=_LOGIN_LIFETIME, same_site="Lax", secure=_is_secure(config)
    )


def refresh_cookie(token: str, config: ApiConfig) -> Cookie:
    return Cookie(
        name=REFRESH,
        value=token,
        path=_PATH,
        lifetime=config.refresh_lifetime,
        same_site="Strict",
        secure=_is_secure(config),
    )


def no_refresh_cookie(config: ApiConfig) -> Cookie:
    return Cookie(
        name=REFRESH, value="", path=_PATH, lifetime=timedelta(0), same_site="Strict", secure=_is_secure(config)
    )


def _is_secure(config: ApiConfig) -> bool:
    return config.frontend_url.startswith("https://")
