"""Discord's tokens to act for a user: sealed at rest, fresh when asked for."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from shared.adapters.discord_payloads import Grant
from shared.features.logins.ports import AccountStore, GrantRefresh, Locks, Seals
from shared.kernel import json
from shared.kernel.errors import (
    ConflictError,
    DiscordUnavailableError,
    GrantRevokedError,
    NotFoundError,
    SealBrokenError,
)
from shared.kernel.snowflakes import Snowflake

MARGIN: Final = timedelta(minutes=5)  # what expires this soon is refreshed now
WAIT: Final = timedelta(seconds=8)  # for another process that refreshes the same user's tokens

log = logging.getLogger(__name__)
_grant: Final = json.Decoder(Grant)


class UserGrants:
    def __init__(
        self,
        accounts: AccountStore,
        seals: Seals,
        discord: GrantRefresh,
        locks: Locks,
        clock: Callable[[], datetime],
    ) -> None:
        self._accounts = accounts
        self._seals = seals
        self._discord = discord
        self._locks = locks
        self._clock = clock

    def access_token_of(self, user_id: Snowflake) -> str:
        """Return a token of Discord that is still good; refresh it where it expires, once among all processes.

        Raise `GrantRevokedError` where there is none any more.
        """
        grant = self._load(user_id)
        if self._is_fresh(grant):
            return grant.access_token
        with self._locks.hold(f"lock:grant:{user_id}", wait=WAIT):
            grant = self._load(user_id)
            if not self._is_fresh(grant):
                grant = self._discord.refresh(grant.refresh_token)
                self._renew(user_id, grant)
                log.info("grant.refreshed", extra={"user_id": user_id})
        return grant.access_token

    def _is_fresh(self, grant: Grant) -> bool:
        return grant.expires_at - self._clock() > MARGIN

    def describe(self, user_id: Snowflake) -> tuple[list[str], float] | None:
        """Return the grant's scopes and when it expires (seconds since 1970), None where there is none to be read."""
        try:
            grant = self._load(user_id)
        except GrantRevokedError:
            return None
        return grant.scope.split(), grant.expires_at.timestamp()

    def give_up(self, user_id: Snowflake) -> bool:
        """Have Discord revoke the grant, and return whether it did."""
        try:
            self._discord.revoke(self._load(user_id).refresh_token)
        except (GrantRevokedError, DiscordUnavailableError) as error:
            log.warning("grant.not_given_up", extra={"user_id": user_id, "code": error.code})
            return False
        return True

    def _renew(self, user_id: Snowflake, grant: Grant) -> None:
        try:
            self._accounts.renew_grant(user_id, seal_grant(self._seals, user_id, grant))
        except ConflictError as error:  # the account was erased meanwhile
            raise GrantRevokedError from error

    def _load(self, user_id: Snowflake) -> Grant:
        try:
            return _grant.decode(self._seals.open(self._accounts.load(user_id).sealed_grant, str(user_id)))
        except (NotFoundError, SealBrokenError) as error:  # a new login brings a new grant
            raise GrantRevokedError from error


def seal_grant(seals: Seals, user_id: Snowflake, grant: Grant) -> str:
    return seals.seal(json.encode(grant), str(user_id))
