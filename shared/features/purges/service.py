"""Look through channels for what a purge would delete."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Final

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.messages import PAGE, Message, Messages
from shared.adapters.threads import in_parallel
from shared.features.actions.authors import Author
from shared.features.members.people import person_of
from shared.features.purges.matching import Matcher
from shared.features.purges.model import PurgeChannel, PurgeFilter, PurgePreview, PurgeSample
from shared.features.purges.rules import Place, Span, check_channels, check_filter, places, seconds_for, span_of
from shared.features.snapshots.refusals import refusal_of
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import DiscordForbiddenError, DiscordNotFoundError
from shared.kernel.snowflakes import Snowflake, created_at

LONGEST: Final = timedelta(seconds=10)  # API Gateway waits 29 s
MOST_PAGES: Final = 20  # for one preview
MOST_PAGES_OF_CHANNEL: Final = 8  # Discord gives out 10 in 5 s
SAMPLES: Final = 20
LONGEST_SAMPLE: Final = 300


class PurgeService:
    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient], clock: Callable[[], datetime]) -> None:
        self._scenes = scenes
        self._client = client
        self._clock = clock

    def check(self, author: Author, wanted: PurgeFilter) -> list[Place]:
        """Return the channels that a filter means; raise `InvalidInputError` for one that means none, or too much."""
        check_filter(wanted)
        Matcher(wanted)
        scene = self._scenes.of(author.guild_id, author.user_id)
        check_channels(scene, wanted)
        return places(scene, wanted)

    def preview(self, author: Author, wanted: PurgeFilter) -> PurgePreview:
        """Look through the newest messages of each channel, for as long as one waits; raise as `check` does.

        A pattern may take a tenth of a second for one long message.
        """
        now, allowed = self._clock(), self.check(author, wanted)
        span, matcher = span_of(wanted, asked_at=now, now=now), Matcher(wanted)
        is_late = partial(self._is_late, now + LONGEST)
        looks = [Look(place, span, matcher, is_late) for place in allowed]
        messages = Messages(self._client())
        left = MOST_PAGES
        while left and not is_late() and (unfinished := [look for look in looks if look.has_more][:left]):
            in_parallel(lambda look: look.read_on(messages), unfinished, pool="purges")
            left -= len(unfinished)
        return _put_together(looks)

    def _is_late(self, until: datetime) -> bool:
        return self._clock() >= until


class Look:
    """What was seen of one channel so far."""

    def __init__(self, place: Place, span: Span, matcher: Matcher, is_late: Callable[[], bool]) -> None:
        self.channel = place.channel
        self.refusal = place.refusal
        self.found: list[Message] = []
        self.scanned = self.fast = self._pages = 0
        self.is_complete = place.refusal is not None
        self._span = span
        self._matcher = matcher
        self._is_late = is_late
        self._before = Snowflake(span.below)

    @property
    def has_more(self) -> bool:
        return not self.is_complete and self._pages < MOST_PAGES_OF_CHANNEL

    def read_on(self, messages: Messages) -> None:
        """Read a page; a channel that is gone, or closed to us, meanwhile is left out."""
        self._pages += 1
        try:
            page = messages.page(self.channel.id, before=self._before)
        except (DiscordForbiddenError, DiscordNotFoundError) as error:
            self.refusal, self.is_complete = refusal_of(error), True
            return
        meant = [message for message in page if message.id >= self._span.least]
        in_time = takewhile(lambda _: not self._is_late(), meant)  # one after the other, as they are looked at
        verdicts = [(message, self._matcher.matches(message)) for message in in_time]
        found = [message for message, is_meant in verdicts if is_meant]
        self.scanned += len(verdicts)
        self.fast += sum(message.id >= self._span.fast for message in found)
        self.found += found
        self.is_complete = len(meant) < PAGE and len(verdicts) == len(meant)
        self._before = page[-1].id if page else self._before

    def described(self) -> PurgeChannel:
        return PurgeChannel(
            channel_id=self.channel.id,
            name=self.channel.name or "",
            scanned=self.scanned,
            fast=self.fast,
            slow=len(self.found) - self.fast,
            is_complete=self.is_complete,
            refusal=self.refusal,
        )


def _put_together(looks: list[Look]) -> PurgePreview:
    channels = [look.described() for look in looks]
    found = sorted((message for look in looks for message in look.found), key=lambda message: -message.id)
    scanned = sum(channel.scanned for channel in channels)
    fast, slow = sum(channel.fast for channel in channels), sum(channel.slow for channel in channels)
    return PurgePreview(
        channels=channels,
        samples=[_sample(message) for message in found[:SAMPLES]],
        scanned=scanned,
        fast=fast,
        slow=slow,
        oldest_at=created_at(found[-1].id) if found else None,
        newest_at=created_at(found[0].id) if found else None,
        is_complete=all(channel.is_complete for channel in channels),
        seconds=seconds_for(scanned, fast, slow),
    )


def _sample(message: Message) -> PurgeSample:
    return PurgeSample(
        id=message.id,
        channel_id=message.channel_id,
        author=person_of(message.author),
        content=message.content[:LONGEST_SAMPLE],
        created_at=created_at(message.id),
        attachments=len(message.attachments),
    )
