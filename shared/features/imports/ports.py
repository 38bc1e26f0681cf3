"""What imports need from outside."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from shared.features.actions.model import ActionPage
from shared.features.cases.changes import CaseChange
from shared.features.cases.model import Case, EndedBy, Named, NewCase
from shared.features.timers.model import TimerKind
from shared.kernel.snowflakes import Snowflake


class Cases(Protocol):
    """See `CaseService`."""

    def open_many(self, news: Sequence[tuple[NewCase, str | None]]) -> list[Case]: ...

    def change(
        self, guild_id: Snowflake, number: int, change: CaseChange, by: Named | None, *, key: str | None = None
    ) -> Case: ...

    def get(self, guild_id: Snowflake, number: int) -> Case: ...

    def of_user(self, guild_id: Snowflake, user_id: Snowflake, *, limit: int = 100) -> list[Case]: ...


class Timers(Protocol):
    """See `TimerService`."""

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
        before: datetime | None = None,
    ) -> list[int]: ...


class Actions(Protocol):
    def page_of_target(self, guild_id: Snowflake, target_id: str, *, before: str | None, limit: int) -> ActionPage: ...


Wanted = Callable[[Snowflake], bool]
"""Whether a guild wants cases of what is done in Discord itself."""

NameOf = Callable[[Snowflake], str | None]
"""How a user is called who has an account here."""
