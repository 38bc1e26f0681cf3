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

    def revoke(self, refresh_token: str) -> None:
        """Give the permission up; raise `DiscordUnavailableError` where Discord does not say that it is gone."""


class Profiles(Protocol):
    def read_profile(self, access_token: str) -> Profile: ...


class AccountStore(Protocol):
    def save(self, account: Account) -> None: ...

    def load(self, user_id: Snowflake) -> Account:
        """Raise `NotFoundError` where nobody of this id ever logged in."""

    def renew_grant(self, user_id: Snowflake, sealed_grant: str) -> None:
        """Replace the grant alone; raise `ConflictError` where there is no such account (any more)."""

    def delete(self, user_id: Snowflake) -> None: ...


class LoginStore(Protocol):
    def create(self, login: Login) -> None: ...

    def load(self, login_id: str) -> Login:
        """Return the latest; raise `NotFoundError` where it was never, or is long ended."""

    def rotate(self, before: Login, after: Login) -> None:
        """Replace in one write; raise `ConflictError` where the token is not `before`'s any more, or it is revoked."""

    def revoke(self, login_id: str, revoked_at: datetime) -> None:
        """End the login; one that is ended, or unknown, stays as it is."""

    def of_user(self, user_id: Snowflake) -> list[Login]:
        """Return a user's logins, ended ones included, in no order; the newest may be missing for a moment."""

    def delete(self, login_id: str) -> None: ...


class EndedLogins(Protocol):
    """Marks that every request looks at: an access token of an ended login is worth nothing from then on."""

    def put(self, key: str, value: bytes, lifetime: timedelta) -> None: ...


class OpenConnections(Protocol):
    """WebSockets that were opened with a ticket of a login."""

    def close(self, user_id: Snowflake, login_id: str) -> int:
        """Close as many as can be reached, raise nothing, and return how many there were."""
