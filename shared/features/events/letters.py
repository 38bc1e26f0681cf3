"""Dead letters: events that could not be read, kept sealed for 30 days, to be looked at and sent again.

What names its guild is sealed with that guild's key, so that erasing the key erases it, too; all else with the key of
`NO_GUILD`, which is the deployment's own.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from shared.features.events.model import (
    Batch,
    DeadLetter,
    DeadLetterPage,
    Malformed,
    SealedLetter,
)
from shared.features.events.ports import DeadLetterStore, Vault
from shared.kernel.snowflakes import Snowflake

_EVENT: Final = "event"


class DeadLetterBox:
    """Takes letters in, and gives them out by guild."""

    def __init__(self, store: DeadLetterStore, vault: Vault, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    def take_in(self, batch: Batch, malformed: Sequence[Malformed]) -> None:
        now = self._clock()
        self._store.put_all([self._sealed(batch, each, now) for each in malformed])

    def page(self, guild_id: Snowflake, *, before: str | None, limit: int) -> DeadLetterPage:
        """Return a guild's letters, the newest first."""
        found = self._store.of_guild(guild_id, before, limit + 1)
        return DeadLetterPage(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)

    def all(self) -> Iterator[SealedLetter]:
        position: str | None = None
        while True:
            letters, position = self._store.scan(position)
            yield from letters
            if position is None:
                return

    def opened(self, sealed: SealedLetter) -> bytes | None:
        """Return the event as it came; None where its key is gone."""
        letter = sealed.letter
        contents = self._vault.open(letter.guild_id, sealed.sealed, _owner(letter.id))
        return contents[_EVENT].encode("latin-1") if _EVENT in contents else None

    def erase(self, user_id: Snowflake) -> int:
        """Remove every letter in which a person's id stands; return how many there were."""
        person, erased = str(user_id), 0
        for sealed in self.all():
            event = self.opened(sealed)
            if event is not None and person.encode() in event:
                self._store.remove(sealed.letter.id)
                erased += 1
        return erased

    def _sealed(self, batch: Batch, malformed: Malformed, now: datetime) -> SealedLetter:
        letter = DeadLetter(
            id=letter_id(batch.id, malformed.index),
            guild_id=malformed.guild_id,
            bot_id=batch.bot_id,
            reason=malformed.reason,
            claimed_id=malformed.event_id,
            claimed_type=malformed.type,
            size_bytes=len(malformed.encoded),
            received_at=now,
        )
        contents = {_EVENT: malformed.encoded.decode("latin-1")}  # any byte, as the character of its number
        return SealedLetter(letter=letter, sealed=self._vault.seal(letter.guild_id, contents, _owner(letter.id)))


def letter_id(batch_id: str, index: int) -> str:
    return f"{batch_id}-{index:03d}"


def _owner(letter_id: str) -> str:
    return f"dead_letter:{letter_id}"
