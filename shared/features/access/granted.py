"""Which guilds' roles let a user in, for the list of their guilds."""

from collections.abc import Sequence
from typing import Final

from shared.adapters.threads import in_parallel
from shared.features.access.ports import Grants
from shared.features.access.service import AccessService
from shared.kernel.errors import UnavailableError
from shared.kernel.snowflakes import Snowflake

MOST_ASKED: Final = 16  # bots, at the same moment, for one list


class GrantedGuilds:
    """Most guilds grant nothing, which their settings tell: only of the others a bot may have to be asked.

    Beyond `MOST_ASKED` of them the list leaves guilds out; each can be opened all the same.
    """

    def __init__(self, access: AccessService, grants: Grants) -> None:
        self._access = access
        self._grants = grants

    def of(self, user_id: Snowflake, guild_ids: Sequence[Snowflake]) -> set[Snowflake]:
        """Return those of the guilds that a role of the user lets them view; where the bot does not tell, none does."""
        if not guild_ids:
            return set()
        granting = [guild_id for guild_id, settings in self._grants.of(guild_ids).items() if settings.grants]
        asked = sorted(granting)[:MOST_ASKED]
        visible = in_parallel(lambda guild_id: self._may_view(user_id, guild_id), asked)
        return {guild_id for guild_id, may_view in zip(asked, visible, strict=True) if may_view}

    def _may_view(self, user_id: Snowflake, guild_id: Snowflake) -> bool:
        try:
            return self._access.may_view(user_id, guild_id)
        except UnavailableError:
            return False
