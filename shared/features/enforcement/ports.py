"""What acts need from outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from shared.features.cases.changes import CaseChange
from shared.features.cases.model import Case, Named, NewCase
from shared.features.settings.model import Stored
from shared.kernel.snowflakes import Snowflake

S = TypeVar("S", bound=msgspec.Struct)


class Cases(Protocol):
    """See `CaseService`."""

    def open(self, new: NewCase, *, key: str | None = None) -> Case:
        """Number a case; with a key that was used before, return the case that it opened then."""

    def change(
        self,
        guild_id: Snowflake,
        number: int,
        change: CaseChange,
        by: Named | None,
        *,
        key: str | None = None,
        revision: int | None = None,
    ) -> Case: ...

    def by_key(self, guild_id: Snowflake, key: str) -> Case | None: ...

    def of_user(
        self, guild_id: Snowflake, user_id: Snowflake, *, since: datetime | None = None, limit: int = 100
    ) -> list[Case]:
        """Return a user's cases, newest first, the one that was opened last among them."""


class Warns(Protocol):
    def since(self, guild_id: Snowflake, since: datetime, most: int) -> tuple[list[Case], bool]:
        """Return up to so many of a guild's warns, newest first, and whether these are all."""


class Settings(Protocol):
    def read(self, guild_id: Snowflake, feature: str, kind: type[S]) -> Stored[S]: ...


class Timers(Protocol):
    """The clock that lifts what was done for a while only."""

    def begin(self, case: Case, role_ids: Sequence[Snowflake]) -> None:
        """Have what this case did undone when it expires; again is as good as once."""

    def give_up(self, case: Case, role_ids: Sequence[Snowflake]) -> None:
        """Let no clock undo any more what others did, or this case failed to do."""
