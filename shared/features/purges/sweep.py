"""A purge on its way: page after page, so that it can stop, and go on where it stopped."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from shared.adapters.discord.resources.channels import Channel
from shared.adapters.discord.resources.messages import PAGE, Message, Messages
from shared.features.purges.deleting import refused_at_deletion, take_away
from shared.features.purges.matching import Matcher
from shared.features.purges.model import PurgeFilter, PurgePlace
from shared.features.purges.rules import Span, places
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import DiscordForbiddenError, DiscordNotFoundError
from shared.kernel.snowflakes import Snowflake

BATCH: Final = 1_000  # messages that are kept, and noted as about to go, at a time


class Sweep:
    """`scene` says how the guild is now, and is asked before each step. A `place` that was saved is gone on from.

    Whoever carries a purge out calls `look` until `is_ready`, keeps what is `going`, saves what `begin` returns, calls
    `delete` while anything is `going`, and begins again, until `is_over`. `look` and `delete` raise what Discord's
    client does while Discord is busy or does not answer: the same call goes on later.
    """

    def __init__(self, wanted: PurgeFilter, span: Span, place: PurgePlace, scene: Callable[[], Scene]) -> None:
        self.place = place
        self.progress = place.progress
        self.going: list[Message] = []
        self._wanted = wanted
        self._matcher = Matcher(wanted)
        self._span = span
        self._scene = scene
        self._at = replace(place, pending=[])
        self._pending = frozenset(place.pending)
        self._seen: set[Snowflake] = set()
        self._is_at_end = False

    @property
    def is_ready(self) -> bool:
        """Whether what was found is to be deleted before more is looked for."""
        return bool(self.going) and (self._is_at_end or len(self.going) > BATCH - PAGE or self._room <= 0)

    @property
    def is_over(self) -> bool:
        return self._is_at_end and not self.going

    def look(self, messages: Messages) -> None:
        """Read the next page."""
        channel = self._channel()
        if channel is None:
            self._end()
            return
        least, below = self._bounds()
        if least >= below:
            self._leave_channel()
            return
        before = below if self._at.before is None else min(below, self._at.before)
        try:
            page = messages.page(channel.id, before=before)
        except (DiscordForbiddenError, DiscordNotFoundError):
            self._refuse(channel.id)
            return
        self._take([message for message in page if message.id >= least], is_last=len(page) < PAGE)

    def begin(self) -> PurgePlace:
        """Return what is to be saved before anything of what was found is deleted."""
        self._settle_pending()
        pending = [message.id for message in self.going]
        self.place = replace(self.place, pending=pending, progress=self.progress)
        return self.place

    def delete(self, messages: Messages, now: datetime) -> None:
        """Delete what Discord deletes together of what is going, or one; where that is all, go on behind it."""
        channel_id = self.going[0].channel_id
        if refused_at_deletion(self._scene(), channel_id):
            self._refuse(channel_id)
        else:
            of_channel = [message.id for message in self.going if message.channel_id == channel_id]
            try:
                taken = take_away(messages, channel_id, of_channel, now)
            except DiscordForbiddenError:
                self._refuse(channel_id)
            else:
                self._count(taken.ids, deleted=taken.deleted, failed=taken.failed)
        if not self.going:
            self.place = replace(self._at, progress=self.progress)

    def _channel(self) -> Channel | None:
        """Return the channel whose turn it is; what may not be purged, or not any more, is passed over."""
        while self._room > 0:
            allowed = places(self._scene(), self._wanted)
            here = next((each for each in allowed if each.channel.id >= (self._at.channel_id or 0)), None)
            if here is not None and here.refusal is None:
                if self._at.channel_id != here.channel.id:
                    self._at = PurgePlace(slow=self._at.slow, channel_id=here.channel.id)
                self.progress = replace(self.progress, channel_id=here.channel.id)
                return here.channel
            if here is not None:
                self._at = replace(self._at, channel_id=here.channel.id)
                self._refuse(here.channel.id)
            elif self._at.slow or self._span.least >= self._span.fast:
                return None
            else:
                self._at = PurgePlace(slow=True)
        return None

    def _take(self, meant: list[Message], *, is_last: bool) -> None:
        """Note what is to go of a page, and where to look next."""
        self._seen |= {message.id for message in meant} & self._pending
        found = [message for message in meant if self._matcher.matches(message)][: self._room]
        self.going += found
        self.progress = replace(self.progress, scanned=self.progress.scanned + len(meant))
        if is_last or len(meant) < PAGE:
            self._leave_channel()
        else:
            self._at = replace(self._at, before=meant[-1].id)
        if not self.going and not self._pending:
            self.place = replace(self._at, progress=self.progress)

    def _end(self) -> None:
        self._is_at_end = True
        if not self.going:
            self._settle_pending()
            self.place = replace(self._at, pending=[], progress=self.progress)

    def _settle_pending(self) -> None:
        """Count what was about to go when a run was interrupted, and is gone."""
        gone = self._pending - self._seen
        self.progress = replace(self.progress, deleted=self.progress.deleted + len(gone))
        self.going = self.going[: max(0, self._wanted.most - self.progress.deleted)]
        self._pending, self._seen = frozenset(), set()

    @property
    def _room(self) -> int:
        return self._wanted.most - self.progress.deleted - len(self.going)

    def _bounds(self) -> tuple[int, int]:
        span = self._span
        if self._at.slow:
            return span.least, min(span.below, span.fast)
        return max(span.least, span.fast), span.below

    def _count(self, ids: Collection[Snowflake], *, deleted: int, failed: int) -> None:
        gone, before = frozenset(ids), self.progress
        self.going = [message for message in self.going if message.id not in gone]
        self.progress = replace(before, deleted=before.deleted + deleted, failed=before.failed + failed)

    def _leave_channel(self) -> None:
        self._at = PurgePlace(slow=self._at.slow, channel_id=Snowflake((self._at.channel_id or 0) + 1))

    def _refuse(self, channel_id: Snowflake) -> None:
        """Leave a channel alone."""
        self.progress = replace(self.progress, refused=sorted({*self.progress.refused, channel_id}))
        self.going = [message for message in self.going if message.channel_id != channel_id]
        if self._at.channel_id == channel_id:
            self._leave_channel()
