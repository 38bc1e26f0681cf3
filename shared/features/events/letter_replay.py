"""Send dead letters again: by now they may be readable."""

from collections.abc import Callable
from typing import Final

import msgspec

from shared.features.events.commit import EventCommit
from shared.features.events.letters import DeadLetterBox
from shared.features.events.model import Batch, DeadLetter, ReplayedLetter
from shared.features.events.ports import DeadLetterStore
from shared.features.events.rules.cursors import step
from shared.features.events.rules.validation import sort_out
from shared.kernel.errors import NotFoundError
from shared.kernel.packing import Codec, pack
from shared.kernel.snowflakes import Snowflake

UNREADABLE: Final = "it cannot be decrypted any more"


class DeadLetterReplay:
    """Each letter is a batch of its own, whose id follows from the letter's.

    So it is stored once, however often it is tried, and right behind the batch that it came in.
    """

    def __init__(
        self,
        box: DeadLetterBox,
        store: DeadLetterStore,
        commit: EventCommit,
        note_late: Callable[[str, set[Snowflake]], None],
    ) -> None:
        self._box = box
        self._store = store
        self._commit = commit
        self._note_late = note_late

    def replay(self, letter_id: str, guild_id: Snowflake | None = None) -> ReplayedLetter:
        """Raise `NotFoundError` where there is no such letter (of this guild)."""
        sealed = self._store.load(letter_id)
        if sealed is None or guild_id not in (None, sealed.letter.guild_id):
            raise NotFoundError("There is no such dead letter.")
        event = self._box.opened(sealed)
        reason = UNREADABLE if event is None else self._try(sealed.letter, event)
        if reason is None:
            self._store.remove(letter_id)
        else:
            self._store.set_reason(letter_id, reason)
        return ReplayedLetter(id=letter_id, stored=reason is None, reason=reason)

    def _try(self, letter: DeadLetter, event: bytes) -> str | None:
        """Store the event, or return what is wrong with it."""
        malformed = sort_out(b"[%b]" % event, letter.bot_id).malformed
        if malformed:
            return malformed[0].reason
        batch = Batch(
            id=replay_id(letter.id),
            bot_id=letter.bot_id,
            codec=Codec.ZSTD,
            events=pack([msgspec.Raw(event)], Codec.ZSTD),
            may_repeat=True,
        )
        committed = self._commit.commit(batch)
        self._note_late(batch.id, {each.guild_id for each in committed.events})
        return None


def replay_id(letter_id: str) -> str:
    """Return a batch id that no batch has: a worker's ids are further apart than a batch has events."""
    batch_id, _, index = letter_id.partition("-")
    return step(batch_id, 1 + int(index))
