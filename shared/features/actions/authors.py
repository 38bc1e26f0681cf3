"""Who writes what, as every write of a guild knows it."""

from typing import Annotated, Any

import msgspec

from shared.features.actions.model import ActionKind, Intention, Target
from shared.kernel.snowflakes import Snowflake

Why = Annotated[str, msgspec.Meta(max_length=400, description="Goes to Discord's audit log, with the user's name")]


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who changes something in a guild, and why.

    `name` where whoever asks knows it already; `case`: the number of the case that this belongs to, `job_id` that of a
    job of many cases; `undoes`: the id of the action that they take back.
    """

    user_id: Snowflake
    guild_id: Snowflake
    reason: str | None = None
    name: str | None = None
    case: int | None = None
    job_id: str | None = None
    undoes: str | None = None

    def intends(
        self,
        kind: ActionKind,
        target: Target,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Intention:
        """Say what they are about to do."""
        return Intention(
            guild_id=self.guild_id,
            actor_id=self.user_id,
            actor_name=self.name,
            case=self.case,
            job_id=self.job_id,
            undoes=self.undoes,
            kind=kind,
            target=target,
            reason=self.reason,
            before=before,
            after=after,
        )
