"""Acts of moderation: checked, shown beforehand, and carried out once."""

from shared.features.actions.authors import Author
from shared.features.cases.model import CaseSource
from shared.features.enforcement.model import ActPreview, ActResult, AnyAct
from shared.features.enforcement.trials import LadderReport, LadderTrial
from shared.kernel.errors import UnavailableError
from shared.kernel.snowflakes import Snowflake


class Enforcement:
    def preview(self, author: Author, act: AnyAct) -> ActPreview:
        """Say what an act would do, and what stands in its way."""
        raise UnavailableError

    def take(
        self,
        author: Author,
        act: AnyAct,
        *,
        source: CaseSource,
        key: str,
        cause: int | None = None,
        job_id: str | None = None,
    ) -> ActResult:
        """Carry out an act; with a key that was used before, what was left to do of it."""
        raise UnavailableError

    def try_ladder(self, guild_id: Snowflake, trial: LadderTrial) -> LadderReport:
        """Say what a ladder would have done on the guild's own warns."""
        raise UnavailableError
