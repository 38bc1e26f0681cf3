"""Change something at Discord: recorded, under the actor's name in the guild's audit log, and forgotten where kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, Protocol, TypeVar

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.errands import PATIENCE_SECONDS, Errand
from shared.adapters.discord.limiter.model import Lane
from shared.adapters.discord.resources.resource import Resource
from shared.features.actions.model import Intention
from shared.features.actions.service import ActionLog, Recording
from shared.kernel.attribution import stamp
from shared.kernel.errors import StoreUnavailableError
from shared.kernel.snowflakes import Snowflake

R = TypeVar("R", bound=Resource)

BACKGROUND_PATIENCE_SECONDS: Final = 30.0  # behind people a request may wait for 20 s


class Snapshots(Protocol):
    def forget(self, guild_id: Snowflake) -> None:
        """Have the guild read anew the next time."""


class _Lasting:
    def forget(self, guild_id: Snowflake) -> None:
        """Leave the guild as it was read."""


class Errands:
    """What is asked of Discord for one intention."""

    def __init__(self, client: DiscordClient, errand: Errand, recording: Recording) -> None:
        self._client = client
        self._errand = errand
        self._recording = recording

    def at(self, resource: type[R]) -> R:
        """Return a resource whose changes are the actor's."""
        return resource(self._client, self._errand)

    @property
    def action_id(self) -> str:
        return self._recording.action.id

    def note(self, **changes: Any) -> None:
        """See `Recording.note`."""
        self._recording.note(**changes)


class GuildChanges:
    """`name_of` says how a user is called in Discord's audit log; `client` is made when it is first needed.

    `lane` and `patience_seconds` as in `Errand`: nobody waits for what a job does.
    """

    def __init__(
        self,
        client: Callable[[], DiscordClient],
        log: ActionLog,
        snapshots: Snapshots,
        name_of: Callable[[Snowflake], str],
        *,
        lane: Lane | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._client = client
        self._log = log
        self._snapshots = snapshots
        self.name_of = name_of
        self._lane = lane
        self._patience_seconds = patience_seconds

    def in_background(self) -> "GuildChanges":
        """Return what does the same where nobody waits for it, to members and messages: no snapshot shows these."""
        return GuildChanges(
            self._client,
            self._log,
            _Lasting(),
            self.name_of,
            lane=Lane.BACKGROUND,
            patience_seconds=BACKGROUND_PATIENCE_SECONDS,
        )

    @contextmanager
    def carried_out(self, intention: Intention, *, is_shown: bool = True) -> Iterator[Errands]:
        """Let an intention be carried out, and its guild be read anew; raise as `ActionLog.recorded` does.

        `is_shown`: a snapshot of the guild shows what is changed, as it does not of members other than the bot.
        """
        name = intention.actor_name or self.name_of(intention.actor_id)
        errand = Errand(
            actor=stamp(name, intention.actor_id, intention.case, intention.job_id),
            reason=intention.reason or "",
            lane=self._lane,
            patience_seconds=self._patience_seconds,
        )
        with self._log.recorded(intention) as recording:
            is_out_of_date = True  # what Discord refuses may well have changed before
            try:
                yield Errands(self._client(), errand, recording)
                is_out_of_date = is_shown
            finally:
                if is_out_of_date:
                    with suppress(StoreUnavailableError):  # then nothing is remembered for long anyway
                        self._snapshots.forget(intention.guild_id)
