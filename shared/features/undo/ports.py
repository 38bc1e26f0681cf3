"""What undoing needs from outside."""

from datetime import datetime
from typing import Any, Protocol

import msgspec
from msgspec import UNSET, UnsetType

from shared.features.actions.authors import Author
from shared.features.actions.model import Action
from shared.features.cases.changes import CaseChange
from shared.features.cases.model import Case, CaseSource, Named
from shared.features.enforcement.model import ActPreview, ActResult, AnyAct
from shared.features.notices.model import Notice
from shared.features.snapshots.refusals import Refusal
from shared.kernel.snowflakes import Snowflake


class Acts(Protocol):
    def preview(self, author: Author, act: AnyAct) -> ActPreview: ...

    def take(
        self, author: Author, act: AnyAct, *, source: CaseSource, key: str, until: datetime | UnsetType = UNSET
    ) -> ActResult:
        """Carry an act out, for the author's reason; it leaves a case. `until`: the very moment of its end."""


class Cases(Protocol):
    def change(
        self, guild_id: Snowflake, number: int, change: CaseChange, by: Named | None, *, key: str | None = None
    ) -> Case: ...


class CasesOfUser(Protocol):
    def of_user(self, guild_id: Snowflake, user_id: Snowflake, *, limit: int = 100) -> list[Case]:
        """Return the cases about a user, newest first."""


class Teller(Protocol):
    def tell(self, guild_id: Snowflake, notice: Notice) -> None: ...


class CarriedOut(msgspec.Struct, frozen=True, kw_only=True):
    """The case that an act left, and its action, where it was an act."""

    case: int | None = None
    action_id: str | None = None


class Plan(Protocol):
    """What takes an action back, made for how things were a moment ago."""

    @property
    def now(self) -> dict[str, Any]:
        """The fields that it changes, as they are."""

    @property
    def then(self) -> dict[str, Any]:
        """The same fields as they will be."""

    def refusal(self) -> Refusal | None:
        """Say why it would not be done."""

    def carry_out(self, author: Author, key: str) -> CarriedOut:
        """Do it, unless something has changed once more; raise as whoever does it."""


class Undoing(Protocol):
    def plan(self, author: Author, action: Action, now: datetime) -> Plan:
        """Look how things are; raise `ChangedSinceError` or `NotUndoableError`."""
