"""What a user's copy and erasure need from outside."""

from typing import Protocol

from shared.features.account.model import PendingErasure
from shared.kernel.snowflakes import Snowflake


class PendingErasures(Protocol):
    """Erasures whose stored events are not all done yet."""

    def save(self, pending: PendingErasure) -> None: ...

    def all(self) -> list[PendingErasure]: ...

    def delete(self, user_id: Snowflake) -> None: ...


class GrantKeeper(Protocol):
    """Discord's permission to act for a user."""

    def describe(self, user_id: Snowflake) -> tuple[list[str], float] | None:
        """Return its scopes and when it expires (seconds since 1970), None where there is none to be read."""

    def give_up(self, user_id: Snowflake) -> bool:
        """Have Discord revoke it, and return whether it did."""


class Connections(Protocol):
    def count(self, user_id: Snowflake) -> int: ...

    def close(self, user_id: Snowflake) -> int: ...
