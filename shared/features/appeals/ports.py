"""What appeals need from outside."""

from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from shared.features.actions.authors import Author
from shared.features.cases.changes import CaseChange
from shared.features.cases.model import Case, CaseSource, Named
from shared.features.enforcement.model import ActResult, AnyAct
from shared.features.evidence.model import EvidenceContent
from shared.features.settings.model import Stored
from shared.features.snapshots.model import GuildSnapshot
from shared.kernel.snowflakes import Snowflake

S = TypeVar("S", bound=msgspec.Struct)


class Cases(Protocol):
    """See `CaseService`."""

    def get(self, guild_id: Snowflake, number: int) -> Case:
        """Raise `NotFoundError`."""

    def of_user(
        self, guild_id: Snowflake, user_id: Snowflake, *, since: datetime | None = None, limit: int = 100
    ) -> list[Case]:
        """Return a user's cases, newest first."""

    def change(
        self,
        guild_id: Snowflake,
        number: int,
        change: CaseChange,
        by: Named | None,
        *,
        key: str | None = None,
        revision: int | None = None,
    ) -> Case:
        """Raise `StaleViewError` where `revision` is not the current one, `ConflictError` where it makes no sense."""


class Settings(Protocol):
    def read(self, guild_id: Snowflake, feature: str, kind: type[S]) -> Stored[S]: ...


class Guilds(Protocol):
    def of(self, guild_id: Snowflake) -> GuildSnapshot:
        """Raise `NotFoundError` where the bot is not there."""


class EvidenceContents(Protocol):
    def content(self, guild_id: Snowflake, number: int, evidence_id: str) -> EvidenceContent:
        """Raise `NotFoundError`."""


class Acts(Protocol):
    """See `Enforcement`."""

    def take(
        self,
        author: Author,
        act: AnyAct,
        *,
        source: CaseSource,
        key: str,
        cause: int | None = None,
        job_id: str | None = None,
    ) -> ActResult: ...


class Post(Protocol):
    """See `Letters`."""

    def send(self, guild_id: Snowflake, user_id: Snowflake, case: int, text: str) -> bool:
        """Write to a user about a case of theirs; return whether they can be reached. Raise nothing of Discord's."""
