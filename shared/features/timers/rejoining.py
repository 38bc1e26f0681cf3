"""Give roles again that were given for a while, when who left with one comes back before its time is up."""

import logging
from collections.abc import Collection, Iterator
from contextlib import suppress

from msgspec.structs import replace

from shared.features.timers import rules
from shared.features.timers.model import Due, Timer, TimerKind
from shared.features.timers.ports import Sanctions, TimerStore
from shared.kernel.errors import (
    ConflictError,
    DiscordApiError,
    DiscordTokenRejectedError,
    DiscordUnavailableError,
)
from shared.kernel.snowflakes import Snowflake

log = logging.getLogger(__name__)


class Rejoining:
    """Safe between threads. What Discord refuses is logged, and comes no more.

    Raises `UnavailableError` or `DiscordBusyError` where it is to be tried again; what is done then is not done twice.
    """

    def __init__(self, store: TimerStore, sanctions: Sanctions) -> None:
        self._store = store
        self._sanctions = sanctions

    def running(self) -> Iterator[Due]:
        """Yield the places in all guilds where a role was given for a while."""
        for due in self._store.running():
            if rules.parse_place(due.place)[1] is TimerKind.ROLE_GIVEN:
                yield due

    def joined(self, guild_id: Snowflake, user_ids: Collection[Snowflake]) -> int:
        """Give members their roles again who joined a moment ago; return how many roles that were."""
        timers = self._of(guild_id, user_ids)
        return sum(self._give_again(timer) for timer in timers if timer.kind is TimerKind.ROLE_GIVEN)

    def look_after(self, due: Due) -> int:
        """Do the same where nobody heard them join."""
        timer = self._store.find(due.guild_id, due.place)
        return 0 if timer is None else self._give_again(timer)

    def _of(self, guild_id: Snowflake, user_ids: Collection[Snowflake]) -> list[Timer]:
        """Many join at the same moment in a raid; then the guild's timers are read once."""
        if len(user_ids) == 1:
            return [timer for user_id in user_ids for timer in self._store.of_user(guild_id, user_id)]
        return [timer for timer in self._store.of_guild(guild_id) if timer.user_id in user_ids]

    def _give_again(self, timer: Timer) -> bool:
        """Note it after it is done: who dies in between does it once more, which changes nothing."""
        try:
            joined_at = self._sanctions.joined_at(timer)
            if not rules.is_rejoined(timer, joined_at, self._sanctions.now()):
                return False
            self._sanctions.apply_again(timer)
        except DiscordTokenRejectedError as error:
            raise DiscordUnavailableError from error
        except DiscordApiError as error:
            log.warning("timer.not_given_again", extra={"timer_id": timer.id, "code": error.code})
            return False
        with suppress(ConflictError):  # it ended meanwhile, or another worker was quicker
            self._store.write(replace(timer, joined_at=joined_at, revision=timer.revision + 1), timer)
        log.info("timer.given_again", extra={"guild_id": timer.guild_id, "timer_id": timer.id})
        return True
