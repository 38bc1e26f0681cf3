"""What recording needs from outside."""

from typing import Protocol

from shared.features.actions.model import Action, ActionKind, ActionPage
from shared.kernel.snowflakes import Snowflake


class ActionStore(Protocol):
    def put(self, action: Action) -> None:
        """Store an action, in place of an earlier state of it."""

    def find(self, guild_id: Snowflake, action_id: str) -> Action:
        """Return an action as it is now; raise `NotFoundError`."""

    def mark_undone(self, guild_id: Snowflake, action_id: str, by: str) -> None:
        """Say which action takes this one back; raise `ConflictError` where another one does already."""

    def unmark_undone(self, guild_id: Snowflake, action_id: str, by: str) -> None:
        """Say that this one did not; nothing happens where another one is named."""

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
