"""Discord's OAuth2 (discord.com/developers/docs/topics/oauth2): codes and refresh tokens for tokens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec
import requests

from shared.adapters.discord_payloads import Grant, TokenAnswer
from shared.adapters.discord_rest import TIMEOUT_SECONDS, USER_AGENT
from shared.config.sections import DiscordConfig
from shared.kernel.errors import DiscordUnavailableError, GrantRevokedError, LoginStateError

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

_NOT_GOOD: Final = "invalid_grant"  # RFC 6749, 5.2: the code or refresh token is expired, used or revoked


class DiscordOAuth:
    def __init__(self, discord: DiscordConfig, clock: Callable[[], datetime]) -> None:
        self._discord = discord
        self._clock = clock

    def exchange(self, code: str, verifier: str) -> Grant:
        """Exchange a callback's code; raise `LoginStateError` where Discord does not know it (any more)."""
        try:
            return self._grant(
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                redirect_uri=self._discord.callback_url,
            )
        except GrantRevokedError as error:
            raise LoginStateError from error

    def refresh(self, refresh_token: str) -> Grant:
        """Exchange a refresh token; raise `GrantRevokedError` where the user took the permission back."""
        return self._grant(grant_type="refresh_token", refresh_token=refresh_token)

    def revoke(self, refresh_token: str) -> None:
        """Give a grant up (RFC 7009); raise `DiscordUnavailableError` where Discord does not say that it is gone."""
        try:
            answer = requests.post(
                f"{self._discord.api_url}/oauth2/token/revoke",
                data={"token": refresh_token, "token_type_hint": "refresh_token"},
                auth=(str(self._discord.client_id), self._discord.client_secret),
                headers={"User-Agent": USER_AGENT},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise DiscordUnavailableError from error
        if answer.status_code != HTTPStatus.OK:
            raise DiscordUnavailableError

    def _grant(self, **parameters: str) -> Grant:
        from authlib.integrations.base_client import OAuthError

        with self._session() as session:
            try:
                url = f"{self._discord.api_url}/oauth2/token"
                token = session.fetch_token(url, allow_redirects=False, **parameters)
            except OAuthError as error:
                raise (GrantRevokedError if error.error == _NOT_GOOD else DiscordUnavailableError) from error
            except (requests.RequestException, ValueError) as error:  # ValueError: the body is no JSON object
                raise DiscordUnavailableError from error
        return self._checked(token)

    def _checked(self, token: dict[str, Any]) -> Grant:
        try:
            answer = msgspec.convert(dict(token), TokenAnswer)
        except msgspec.ValidationError as error:
            raise DiscordUnavailableError from error
        return Grant(
            access_token=answer.access_token,
            refresh_token=answer.refresh_token,
            expires_at=self._clock() + timedelta(seconds=answer.expires_in),
            scope=answer.scope,
        )

    def _session(self) -> "OAuth2Session":
        from authlib.integrations.requests_client import OAuth2Session

        session = OAuth2Session(
            client_id=str(self._discord.client_id),
            client_secret=self._discord.client_secret,
            default_timeout=TIMEOUT_SECONDS,
        )
        session.headers["User-Agent"] = USER_AGENT
        return session


def authorize_url(discord: DiscordConfig, state: str, challenge: str) -> str:
    """Return where a browser goes to log in (PKCE, S256)."""
    query = {
        "response_type": "code",
        "client_id": str(discord.client_id),
        "scope": discord.oauth_scopes,
        "redirect_uri": discord.callback_url,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{discord.oauth_url}?{urlencode(query)}"
