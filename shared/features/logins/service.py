"""The login with Discord, step by step: begin, come back from Discord, exchange."""

import logging
from collections.abc import Callable
from datetime import timedelta
from hmac import compare_digest
from typing import Final

import msgspec

from shared.features.logins import rules
from shared.features.logins.grants import seal_grant
from shared.features.logins.model import Account, Begun, LoginSession, PendingLogin
from shared.features.logins.ports import AccountStore, CodeExchange, OneTimeStore, Profiles, Seals
from shared.kernel import json
from shared.kernel.errors import AccessDeniedError, DiscordUnavailableError, LoginSessionError, LoginStateError
from shared.kernel.snowflakes import Snowflake

STATE_LIFETIME: Final = timedelta(minutes=10)
SESSION_LIFETIME: Final = timedelta(minutes=5)
DENIED: Final = "access_denied"  # RFC 6749, 4.1.2.1

log = logging.getLogger(__name__)
_pending: Final = json.Decoder(PendingLogin)
_session: Final = json.Decoder(LoginSession)


class LoginPorts(msgspec.Struct, frozen=True, kw_only=True):
    """`authorize_url` takes the state and the challenge; `random_hex` returns so many random bytes, in hexadecimal.

    `forget` drops what we remember of the user's guilds: a new login brings a new permission to ask.
    """

    once: OneTimeStore
    codes: CodeExchange
    profiles: Profiles
    accounts: AccountStore
    seals: Seals
    authorize_url: Callable[[str, str], str]
    random_hex: Callable[[int], str]
    forget: Callable[[Snowflake], None]


class LoginFlow:
    """Every step happens in the browser that began, known by the nonce in its cookie, and only once."""

    def __init__(self, ports: LoginPorts) -> None:
        self._ports = ports

    def begin(self, nonce: str | None, return_to: str | None) -> Begun:
        """Start a login; a browser that has a nonce keeps it, so that two tabs can log in at once."""
        if nonce is None or not rules.is_nonce(nonce):
            nonce = self._ports.random_hex(32)
        state, verifier = self._ports.random_hex(32), self._ports.random_hex(32)
        pending = PendingLogin(
            browser=rules.browser_of(nonce), verifier=verifier, return_to=rules.page_to_return_to(return_to)
        )
        self._ports.once.put(_state_key(state), json.encode(pending), STATE_LIFETIME)
        return Begun(authorize_url=self._ports.authorize_url(state, rules.challenge_of(verifier)), nonce=nonce)

    def finish(self, nonce: str | None, state: str | None, code: str | None, error: str | None) -> str:
        """Take Discord's answer and return the id of a login session, to be exchanged once.

        Raise `LoginStateError`, `AccessDeniedError` or `DiscordUnavailableError`.
        """
        pending = self._pending(nonce, state)
        if error is not None:
            raise AccessDeniedError if error == DENIED else DiscordUnavailableError
        if not code:
            raise LoginStateError
        grant = self._ports.codes.exchange(code, pending.verifier)
        profile = self._ports.profiles.read_profile(grant.access_token)
        sealed = seal_grant(self._ports.seals, profile.id, grant)
        self._ports.accounts.save(Account(profile=profile, sealed_grant=sealed))
        self._ports.forget(profile.id)
        session_id = self._ports.random_hex(32)
        session = LoginSession(user_id=profile.id, browser=pending.browser, return_to=pending.return_to)
        self._ports.once.put(_session_key(session_id), json.encode(session), SESSION_LIFETIME)
        log.info("login.confirmed", extra={"user_id": profile.id})
        return session_id

    def exchange(self, nonce: str | None, session_id: str) -> LoginSession:
        """Return who logged in, once; raise `LoginSessionError` where it was used, took too long, or is another's."""
        if nonce is None or not rules.is_nonce(session_id):
            raise LoginSessionError
        found = self._ports.once.take(_session_key(session_id))
        if found is None:
            raise LoginSessionError
        session = _session.decode(found)
        if not compare_digest(session.browser, rules.browser_of(nonce)):
            log.warning("login.foreign_browser", extra={"user_id": session.user_id})
            raise LoginSessionError
        return session

    def _pending(self, nonce: str | None, state: str | None) -> PendingLogin:
        if nonce is None or not rules.is_nonce(nonce) or not rules.is_nonce(state):
            raise LoginStateError
        found = self._ports.once.take(_state_key(state or ""))
        if found is None:
            raise LoginStateError
        pending = _pending.decode(found)
        if not compare_digest(pending.browser, rules.browser_of(nonce)):
            raise LoginStateError
        return pending


def _state_key(state: str) -> str:
    return f"oauth:state:{state}"


def _session_key(session_id: str) -> str:
    return f"oauth:session:{session_id}"
