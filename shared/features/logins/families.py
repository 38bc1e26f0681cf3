"""Refresh tokens: a family for each login, replaced at every use; a reused one ends its family."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from shared.features.logins import rules
from shared.features.logins.endings import LoginEndings
from shared.features.logins.model import Login, Refreshed
from shared.features.logins.ports import LoginStore
from shared.features.logins.refresh_tokens import RefreshTokens, hash_of
from shared.features.logins.rules import Verdict
from shared.kernel.errors import ConflictError, NotFoundError, RefreshRejectedError
from shared.kernel.snowflakes import Snowflake

_ATTEMPTS: Final = 4  # how often others may refresh the same login between our read and our write

log = logging.getLogger(__name__)


class LoginFamilies:
    def __init__(
        self,
        store: LoginStore,
        endings: LoginEndings,
        tokens: RefreshTokens,
        lifetime: timedelta,
        clock: Callable[[], datetime],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._endings = endings
        self._tokens = tokens
        self._clock = clock
        self._random_bytes = random_bytes
        self.lifetime = lifetime

    def start(self, user_id: Snowflake, device: str) -> Refreshed:
        """Begin a login and return its first refresh token."""
        now = self._clock()
        login_id = self._random_bytes(16).hex()
        token = self._tokens.first(login_id, self._random_bytes(32))
        self._store.create(
            Login(
                login_id=login_id,
                user_id=user_id,
                token_hash=hash_of(token),
                created_at=now,
                expires_at=now + self.lifetime,
                last_used_at=now,
                device=device,
            )
        )
        return Refreshed(user_id=user_id, login_id=login_id, refresh_token=token)

    def refresh(self, token: str) -> Refreshed:
        """Return the token that replaces this one; raise `RefreshRejectedError` where it is not good any more."""
        login_id = self._tokens.login_id_of(token)
        for _ in range(_ATTEMPTS):
            try:
                return self._refresh(self._store.load(login_id), token)
            except ConflictError:
                continue
            except NotFoundError as error:
                raise RefreshRejectedError from error
        raise RefreshRejectedError

    def end(self, token: str) -> None:
        """End the login that the token belongs to; one that we never made changes nothing."""
        try:
            login_id = self._tokens.login_id_of(token)
        except RefreshRejectedError:
            log.info("login.end_without_login")
        else:
            self._endings.end_unowned(login_id)

    def _refresh(self, login: Login, token: str) -> Refreshed:
        now = self._clock()
        verdict = rules.judge(login, hash_of(token), now)
        if verdict is Verdict.ROTATE:
            return self._rotate(login, token, now)
        if verdict is Verdict.REPEAT:
            for salt in rules.salts_after(login, hash_of(token)):
                token = self._tokens.after(token, salt)
            return Refreshed(user_id=login.user_id, login_id=login.login_id, refresh_token=token)
        if verdict is Verdict.REUSE:
            log.warning("incident.refresh_reused", extra={"user_id": login.user_id, "login_id": login.login_id})
            self._endings.end(login.user_id, login.login_id)
        raise RefreshRejectedError

    def _rotate(self, login: Login, token: str, now: datetime) -> Refreshed:
        salt = self._random_bytes(16).hex()
        successor = self._tokens.after(token, salt)
        self._store.rotate(login, rules.rotated(login, hash_of(successor), salt, now, self.lifetime))
        return Refreshed(user_id=login.user_id, login_id=login.login_id, refresh_token=successor)
