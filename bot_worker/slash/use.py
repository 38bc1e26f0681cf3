"""One use of a command, as handlers see it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from bot_worker.moderation.desk import ModerationDesk
from bot_worker.slash.door import Reply
from bot_worker.slash.given import Given
from bot_worker.slash.language import Language
from bot_worker.slash.payloads import Interaction
from shared.features.actions.authors import Author
from shared.features.cases.model import Named
from shared.kernel.snowflakes import Snowflake


class Pages:
    """Where people read on in the browser."""

    def __init__(self, frontend_url: str, guild_id: Snowflake) -> None:
        self._base = f"{frontend_url.rstrip('/')}/guilds/{guild_id}"

    def case(self, number: int) -> str:
        return f"{self._base}/cases/{number}"

    def cases_of(self, user_id: Snowflake) -> str:
        return f"{self._base}/cases?user={user_id}"

    def jobs(self) -> str:
        return f"{self._base}/jobs"


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """Who uses what where; `show` replaces what is shown of the answer so far."""

    interaction: Interaction
    given: Given
    guild_id: Snowflake
    by: Named
    language: Language
    desk: ModerationDesk
    show: Callable[[Reply], Awaitable[None]]

    @property
    def key(self) -> str:
        """The same for the same use, however often it is carried out."""
        return f"interaction:{self.interaction.id}"

    @property
    def pages(self) -> Pages:
        return Pages(self.desk.config.frontend_url, self.guild_id)

    @property
    def channel_id(self) -> Snowflake:
        """The channel that was given, else the one where the command is used."""
        return self.given.id("channel") or self.interaction.channel_id or Snowflake(0)

    def author(self, reason: str | None = None) -> Author:
        return Author(user_id=self.by.user_id, guild_id=self.guild_id, reason=reason, name=self.by.name)


Handler = Callable[[Use], Awaitable[Reply]]


def moment(at: datetime) -> str:
    """Write a moment so that Discord shows it in each reader's own language and time zone."""
    return f"<t:{int(at.timestamp())}:f>"
