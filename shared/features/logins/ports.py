"""What logins ask of the world."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from shared.adapters.discord_payloads import Grant, Profile
from shared.features.logins.model import Account, Login
from shared.kernel.snowflakes import Snowflake


class OneTimeStore(Protocol):
    def put(self, key: str, value: bytes, lifetime: timedelta) -> None: ...

    def take(self, key: str) -> bytes | None:
        """Return the value and remove it in one step; None where it was taken, has expired or never was."""


class Locks(Protocol):
    def hold(self, key: str, *, wait: timedelta) -> AbstractContextManager[None]:
        """Hold a lock across processes; raise `StoreUnavailableError` when others hold it for longer than `wait`."""


class Seals(Protocol):
    def seal(self, plain: bytes, owner: str) -> str: ...

    def open(self, sealed: str, owner: str) -> bytes:
        """Raise `SealBrokenError` where it is not what was sealed for this owner."""


class CodeExchange(Protocol):
    def exchange(self, code: str, verifier: str) -> Grant:
        """Raise `LoginStateError` where Discord does not know the code (any more)."""


class GrantRefresh(Protocol):
    def refresh(self, refresh_token: str) -> Grant:
        """Raise `GrantRevokedError` where the user took the permission back."""


class Profiles(Protocol):
    def read_profile(self, access_token: str) -> Profile: ...


class AccountStore(Protocol):
    def save(self, account: Account) -> None: ...

    def load(self, user_id: Snowflake) -> Account:
        """Raise `NotFoundError` where nobody of this id ever logged in."""


class LoginStore(Protocol):
    def create(self, login: Login) -> None: ...

    def load(self, login_id: str) -> Login:
        """Return the latest; raise `NotFoundError` where it was never, or is long ended."""

    def rotate(self, before: Login, after: Login) -> None:
        """Replace in one write; raise `ConflictError` where the token is not `before`'s any more, or it is revoked."""

    def revoke(self, login_id: str, revoked_at: datetime) -> None:
        """End the login; one that is ended, or unknown, stays as it is."""
