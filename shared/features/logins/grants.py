"""Discord's tokens to act for a user: sealed at rest, fresh when asked for."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from shared.adapters.discord_payloads import Grant
from shared.features.logins.model import Account
from shared.features.logins.ports import AccountStore, GrantRefresh, Locks, Seals
from shared.kernel import json
from shared.kernel.errors import GrantRevokedError, NotFoundError, SealBrokenError
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
        grant = self._load(user_id)[1]
        if self._is_fresh(grant):
            return grant.access_token
        with self._locks.hold(f"lock:grant:{user_id}", wait=WAIT):
            account, grant = self._load(user_id)
            if not self._is_fresh(grant):
                grant = self._discord.refresh(grant.refresh_token)
                sealed = seal_grant(self._seals, user_id, grant)
                self._accounts.save(Account(profile=account.profile, sealed_grant=sealed))
                log.info("grant.refreshed", extra={"user_id": user_id})
        return grant.access_token

    def _is_fresh(self, grant: Grant) -> bool:
        return grant.expires_at - self._clock() > MARGIN

    def _load(self, user_id: Snowflake) -> tuple[Account, Grant]:
        try:
            account = self._accounts.load(user_id)
            return account, _grant.decode(self._seals.open(account.sealed_grant, str(user_id)))
        except (NotFoundError, SealBrokenError) as error:  # a new login brings a new grant
            raise GrantRevokedError from error


def seal_grant(seals: Seals, user_id: Snowflake, grant: Grant) -> str:
    return seals.seal(json.encode(grant), str(user_id))
