"""The action store in memory, held to the same contract as the table."""

from msgspec.structs import replace

from shared.features.actions.model import Action, ActionKind, ActionPage
from shared.kernel.errors import ConflictError, NotFoundError
from shared.kernel.snowflakes import Snowflake


class FakeActions:
    def __init__(self) -> None:
        self.stored: dict[tuple[Snowflake, str], Action] = {}

    def put(self, action: Action) -> None:
        self.stored[action.guild_id, action.id] = action

    def find(self, guild_id: Snowflake, action_id: str) -> Action:
        if (guild_id, action_id) not in self.stored:
            raise NotFoundError
        return self.stored[guild_id, action_id]

    def mark_undone(self, guild_id: Snowflake, action_id: str, by: str) -> None:
        action = self.stored.get((guild_id, action_id))
        if action is None or action.undone_by not in (None, by):
            raise ConflictError
        self.put(replace(action, undone_by=by))

    def unmark_undone(self, guild_id: Snowflake, action_id: str, by: str) -> None:
        action = self.stored.get((guild_id, action_id))
        if action is not None and action.undone_by == by:
            self.put(replace(action, undone_by=None))

    def page(
        self,
        guild_id: Snowflake,
        *,
        before: str | None,
        limit: int,
        actor_id: Snowflake | None,
        kind: ActionKind | None,
    ) -> ActionPage:
        return self._page(
            [
                action
                for action in self.stored.values()
                if action.guild_id == guild_id
                and actor_id in (None, action.actor_id)
                and kind in (None, action.kind)
                and (before is None or action.id < before)
            ],
            limit,
        )

    def page_of_target(self, guild_id: Snowflake, target_id: str, *, before: str | None, limit: int) -> ActionPage:
        return self._page(
            [
                action
                for action in self.stored.values()
                if (action.guild_id, action.target.id) == (guild_id, target_id)
                and (before is None or action.id < before)
            ],
            limit,
        )

    def _page(self, actions: list[Action], limit: int) -> ActionPage:
        newest_first = sorted(actions, key=lambda action: action.id, reverse=True)
        items = newest_first[:limit]
        return ActionPage(items=items, next_cursor=items[-1].id if len(newest_first) > limit else None)
