"""Authorization codes and tokens: who allowed which application what, and until when. Knows no I/O."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from infra.discord_sim.oauth.pkce import Challenge
from infra.discord_sim.world.clock import Clock

CODE_LIFETIME = timedelta(minutes=10)
TOKEN_LIFETIME_SECONDS = 604_800  # discord.com/developers/docs/topics/oauth2#authorization-code-grant


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What a person agreed to on the consent page."""

    application_id: int
    user_id: int
    scopes: frozenset[str]
    redirect_uri: str
    challenge: Challenge | None = None
    guild_id: int | None = None
    """The guild that the person added the bot to, if they did."""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A pair of tokens and what they stand for."""

    access_token: str
    refresh_token: str
    application_id: int
    user_id: int
    scopes: frozenset[str]
    expires_at: datetime
    guild_id: int | None = None


class GrantError(Exception):
    """A code or token that may not be used (any more); the message is for the `error_description`."""


class Grants:
    """Issue, redeem, renew and revoke. Codes and refresh tokens work once."""

    def __init__(self, clock: Clock, new_token: Callable[[], str]) -> None:
        self._clock = clock
        self._new_token = new_token
        self._codes: dict[str, tuple[Consent, datetime]] = {}
        self._by_access: dict[str, Grant] = {}
        self._by_refresh: dict[str, Grant] = {}

    def authorize(self, consent: Consent) -> str:
        """Return a code that stands for the consent for ten minutes."""
        code = self._new_token()
        self._codes[code] = (consent, self._clock.now() + CODE_LIFETIME)
        return code

    def redeem(self, code: str, application_id: int, redirect_uri: str, verifier: str) -> Grant:
        """Exchange a code for tokens; a failed attempt uses the code up as well."""
        consent, expires_at = self._codes.pop(code, (None, self._clock.now()))
        if consent is None or consent.application_id != application_id or expires_at <= self._clock.now():
            raise GrantError('Invalid "code" in request.')
        if consent.redirect_uri != redirect_uri:
            raise GrantError('Invalid "redirect_uri" in request.')
        if consent.challenge is not None and not consent.challenge.is_met_by(verifier):
            raise GrantError('Invalid "code_verifier" in request.')
        return self._issue(application_id, consent.user_id, consent.scopes, consent.guild_id)

    def refresh(self, refresh_token: str, application_id: int) -> Grant:
        """Exchange a refresh token for new tokens; the old pair is dead afterwards."""
        grant = self._by_refresh.get(refresh_token)
        if grant is None or grant.application_id != application_id:
            raise GrantError('Invalid "refresh_token" in request.')
        self._forget(grant)
        return self._issue(application_id, grant.user_id, grant.scopes, None)

    def revoke(self, token: str, application_id: int) -> None:
        """Revoke everything that the token's owner granted the application; unknown tokens are fine (RFC 7009)."""
        found = self._by_access.get(token) or self._by_refresh.get(token)
        if found is None or found.application_id != application_id:
            return
        for grant in list(self._by_refresh.values()):
            if (grant.application_id, grant.user_id) == (application_id, found.user_id):
                self._forget(grant)

    def find(self, access_token: str) -> Grant | None:
        """Return what an access token stands for, or `None` if it does not count (any more)."""
        grant = self._by_access.get(access_token)
        return grant if grant is not None and grant.expires_at > self._clock.now() else None

    def export(self) -> list[Grant]:
        """Return every grant that can still be used or renewed, for a snapshot."""
        return list(self._by_refresh.values())

    def restore(self, grants: list[Grant]) -> None:
        """Take up the grants of a snapshot in place of the present ones."""
        self._by_access = {grant.access_token: grant for grant in grants}
        self._by_refresh = {grant.refresh_token: grant for grant in grants}

    def _issue(self, application_id: int, user_id: int, scopes: frozenset[str], guild_id: int | None) -> Grant:
        grant = Grant(
            access_token=self._new_token(),
            refresh_token=self._new_token(),
            application_id=application_id,
            user_id=user_id,
            scopes=scopes,
            expires_at=self._clock.now() + timedelta(seconds=TOKEN_LIFETIME_SECONDS),
            guild_id=guild_id,
        )
        self._by_access[grant.access_token] = self._by_refresh[grant.refresh_token] = grant
        return grant

    def _forget(self, grant: Grant) -> None:
        self._by_access.pop(grant.access_token, None)
        self._by_refresh.pop(grant.refresh_token, None)
