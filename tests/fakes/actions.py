"""The action store in memory, held to the same contract as the table."""

from shared.features.actions.model import Action, ActionKind, ActionPage
from shared.kernel.snowflakes import Snowflake


class FakeActions:
    def __init__(self) -> None:
        self.stored: dict[tuple[Snowflake, str], Action] = {}

    def put(self, action: Action) -> None:
        self.stored[action.guild_id, action.id] = action

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
