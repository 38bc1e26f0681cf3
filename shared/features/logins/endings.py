"""Logins as their user sees them, and how they end: refresh tokens, access tokens and open connections, all at once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from shared.features.logins.model import Login, LoginEntry
from shared.features.logins.ports import EndedLogins, LoginStore, OpenConnections
from shared.features.logins.rules import entry_of, is_running
from shared.kernel.callers import Caller
from shared.kernel.errors import NotFoundError
from shared.kernel.snowflakes import Snowflake

MARGIN: Final = timedelta(minutes=1)  # a refresh that began just before the end may still issue a token

log = logging.getLogger(__name__)


def ended_key(login_id: str) -> str:
    """Name the mark of a login that has ended: there for as long as an access token of it could still live."""
    return f"login:ended:{login_id}"


class LoginEndings:
    def __init__(
        self,
        store: LoginStore,
        ended: EndedLogins,
        connections: OpenConnections,
        access_lifetime: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._ended = ended
        self._connections = connections
        self._lifetime = access_lifetime + MARGIN
        self._clock = clock

    def list_for(self, caller: Caller) -> list[LoginEntry]:
        """List the caller's logins that run, the one used last first."""
        running = [login for login in self._all(caller) if is_running(login, self._clock())]
        return sorted(
            (entry_of(login, caller.login_id) for login in running), key=lambda entry: entry.last_used_at, reverse=True
        )

    def is_running(self, caller: Caller) -> bool:
        """Whether the store says that the caller's login runs: what to ask when the marks cannot be read."""
        try:
            return is_running(self._store.load(caller.login_id), self._clock())
        except NotFoundError:
            return False

    def end(self, user_id: Snowflake, login_id: str) -> None:
        """End one of a user's logins; raise `NotFoundError` where it is not theirs, as where there is none.

        Raise `StoreUnavailableError` where an access token may live on: then it is to be done again.
        """
        login = self._store.load(login_id)
        if login.user_id != user_id:
            raise NotFoundError
        self._end(login)

    def end_unowned(self, login_id: str) -> None:
        """End a login whose refresh token was shown; one that is unknown, or long gone, changes nothing."""
        try:
            self._end(self._store.load(login_id))
        except NotFoundError:
            log.info("login.end_without_login")

    def end_all(self, caller: Caller) -> int:
        """End every login of the caller's; return how many ran."""
        logins = self._all(caller)
        for login in logins:
            self._end(login)
        return sum(login.revoked_at is None for login in logins)

    def erase_all(self, caller: Caller) -> int:
        """End and forget every login of the caller's; return how many there were."""
        logins = self._all(caller)
        for login in logins:
            self._end(login)
            self._store.delete(login.login_id)
        return len(logins)

    def _all(self, caller: Caller) -> list[Login]:
        """Return the user's logins: the index may not know the newest yet, the caller's own is read as it is."""
        found = {login.login_id: login for login in self._store.of_user(caller.user_id)}
        try:
            found[caller.login_id] = self._store.load(caller.login_id)
        except NotFoundError:
            found.pop(caller.login_id, None)
        return list(found.values())

    def _end(self, login: Login) -> None:
        """End what lives longest first; the mark before the connections, so that no new one slips in between."""
        self._store.revoke(login.login_id, self._clock())
        self._ended.put(ended_key(login.login_id), b"", self._lifetime)
        self._connections.close(login.user_id, login.login_id)
        log.info("login.ended", extra={"user_id": login.user_id, "login_id": login.login_id})
