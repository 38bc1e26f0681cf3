"""The ports of the logins in memory."""

import threading
from datetime import datetime

import msgspec

from shared.features.logins.model import Account, Login
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake


class FakeAccountStore:
    def __init__(self) -> None:
        self.accounts: dict[Snowflake, Account] = {}

    def save(self, account: Account) -> None:
        self.accounts[account.profile.id] = account

    def load(self, user_id: Snowflake) -> Account:
        if user_id not in self.accounts:
            raise NotFoundError
        return self.accounts[user_id]

    def renew_grant(self, user_id: Snowflake, sealed_grant: str) -> None:
        if user_id not in self.accounts:
            raise ConflictError
        self.accounts[user_id] = msgspec.structs.replace(self.accounts[user_id], sealed_grant=sealed_grant)

    def delete(self, user_id: Snowflake) -> None:
        self.accounts.pop(user_id, None)


class FakeLoginStore:
    def __init__(self) -> None:
        self.logins: dict[str, Login] = {}
        self._lock = threading.Lock()

    def create(self, login: Login) -> None:
        with self._lock:
            if login.login_id in self.logins:
                raise ConflictError
            self.logins[login.login_id] = login

    def load(self, login_id: str) -> Login:
        if login_id not in self.logins:
            raise NotFoundError
        return self.logins[login_id]

    def rotate(self, before: Login, after: Login) -> None:
        with self._lock:
            stored = self.logins.get(before.login_id)
            if stored is None or stored.token_hash != before.token_hash or stored.revoked_at:
                raise ConflictError
            self.logins[before.login_id] = after

    def revoke(self, login_id: str, revoked_at: datetime) -> None:
        with self._lock:
            stored = self.logins.get(login_id)
            if stored is not None and stored.revoked_at is None:
                self.logins[login_id] = msgspec.structs.replace(stored, revoked_at=revoked_at)

    def of_user(self, user_id: Snowflake) -> list[Login]:
        return [login for login in self.logins.values() if login.user_id == user_id]

    def delete(self, login_id: str) -> None:
        with self._lock:
            self.logins.pop(login_id, None)


class FakeOpenConnections:
    """Everybody has one; `closed` are those whose were closed."""

    def __init__(self) -> None:
        self.closed: list[tuple[Snowflake, str]] = []

    def count(self, user_id: Snowflake) -> int:
        del user_id
        return 1

    def close(self, user_id: Snowflake, login_id: str = "") -> int:
        self.closed.append((user_id, login_id))
        return 1
