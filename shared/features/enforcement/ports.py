"""What acts need from outside."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import msgspec

from shared.features.cases.changes import CaseChange
from shared.features.cases.model import Case, EndedBy, Named, NewCase
from shared.features.cases.query import CasePage, CaseQuery
from shared.features.settings.model import Stored
from shared.features.timers.model import TimerKind, TimerView
from shared.kernel.snowflakes import Snowflake

S = TypeVar("S", bound=msgspec.Struct)


class Cases(Protocol):
    """See `CaseService`."""

    def open(self, new: NewCase, *, key: str | None = None) -> Case: ...

    def change(
        self,
        guild_id: Snowflake,
        number: int,
        change: CaseChange,
        by: Named | None,
        *,
        key: str | None = None,
    ) -> Case: ...

    def get(self, guild_id: Snowflake, number: int) -> Case: ...

    def by_key(self, guild_id: Snowflake, key: str) -> Case | None: ...

    def of_user(
        self, guild_id: Snowflake, user_id: Snowflake, *, since: datetime | None = None, limit: int = 100
    ) -> list[Case]: ...

    def search(self, guild_id: Snowflake, query: CaseQuery, cursor: str | None, limit: int) -> CasePage: ...


class Timers(Protocol):
    """See `TimerService`."""

    def set(
        self,
        guild_id: Snowflake,
        kind: TimerKind,
        user_id: Snowflake,
        role_id: Snowflake | None,
        due_at: datetime,
        case_number: int,
        set_by: Named,
    ) -> TimerView: ...

    def supersede(
        self,
        guild_id: Snowflake,
        user_id: Snowflake,
        kinds: Sequence[TimerKind],
        why: EndedBy,
        by: Named | None,
        case: int | None,
        *,
        role_ids: Sequence[Snowflake] | None = None,
    ) -> list[int]: ...

    def dismiss(self, guild_id: Snowflake, timer_id: str, by: Named) -> None: ...


class Settings(Protocol):
    def read(self, guild_id: Snowflake, feature: str, kind: type[S]) -> Stored[S]: ...


class Locks(Protocol):
    def hold(self, key: str, *, wait: timedelta) -> AbstractContextManager[None]:
        """Hold a lock across processes; raise `StoreUnavailableError` when others hold it for longer than `wait`."""
