"""What is asked of a guild's cases, and what comes back."""

from datetime import datetime
from typing import Annotated

import msgspec

from shared.features.cases.log import AnyChange
from shared.features.cases.model import AppealState, Case, CaseKind, CaseSource, CaseState, Named
from shared.kernel.snowflakes import Snowflake


class CaseQuery(msgspec.Struct, frozen=True, kw_only=True):
    """All that is given must hold. `text`: words of the reason, the notes and the names, the last perhaps unfinished; a
    number finds the case of that number, an id whom it is about or who did it.

    `after` and `before` bound when it happened, from and up to, not at. `bin`: what is in the recycle bin, and nothing
    else.
    """

    user_id: Snowflake | None = None
    moderator_id: Snowflake | None = None
    kind: CaseKind | None = None
    state: CaseState | None = None
    source: CaseSource | None = None
    text: Annotated[str, msgspec.Meta(max_length=100)] = ""
    after: datetime | None = None
    before: datetime | None = None
    appeal: AppealState | None = None
    bin: bool = False


class ModeratorCount(msgspec.Struct, frozen=True, kw_only=True):
    moderator: Named
    cases: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases there are, outside the recycle bin; of moderators those with the most."""

    kinds: dict[CaseKind, int]
    moderators: list[ModeratorCount]


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """Highest number first. A page may hold fewer than asked for and still have a next one.

    `total` is set where it is known for nothing; `facets` with the first page of a query that asks for nothing.
    """

    items: list[Case]
    next_cursor: str | None
    total: int | None
    facets: Facets | None


class CaseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a case."""

    seq: int
    at: datetime
    by: Named | None
    what: str
    change: AnyChange
    hash: str


class CaseHistory(msgspec.Struct, frozen=True, kw_only=True):
    items: list[CaseEntry]
