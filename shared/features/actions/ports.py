"""What recording needs from outside."""

from typing import Protocol

from shared.features.actions.model import Action, ActionKind, ActionPage
from shared.kernel.snowflakes import Snowflake


class ActionStore(Protocol):
    def put(self, action: Action) -> None:
        """Store an action, in place of an earlier state of it."""

    def page(
        self,
        guild_id: Snowflake,
        *,
        before: str | None,
        limit: int,
        actor_id: Snowflake | None,
        kind: ActionKind | None,
    ) -> ActionPage:
        """Return a guild's actions, newest first."""

    def page_of_target(self, guild_id: Snowflake, target_id: str, *, before: str | None, limit: int) -> ActionPage:
        """Return what was done to one target, newest first; the very last may be missing for a moment."""
