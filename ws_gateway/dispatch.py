"""Decide who gets a committed batch, and see to it that they do, though the batch is acknowledged before.

1. `prepare`, before the ack: one query finds who follows the batch's guilds, and what else is on its way to them. The
   delivery is noted. From then on nothing is lost, whatever dies.
2. `send`, after the ack: no browser, slow or gone, delays it. The note goes when everybody has the batch, or has been
   disconnected and will come back with a cursor.

Two batches may so be on their way at once, in two functions, and the later one may arrive first. Browsers sort by the
events' cursors. The cursor that a message says to go on from does not pass a batch that is still on its way: who is
disconnected meanwhile, or whose function dies, gets it with the replay, and drops what they know already.

A note that has outlived any function tells of one that died. Whoever finds it, the next batch or a browser's
keep-alive, lets the followers of its guilds come back.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

import msgspec

from shared.adapters.threads import in_parallel
from shared.features.events.model import CommittedBatch
from shared.features.events.rules.cursors import BATCH_STRIDE, step
from shared.features.events.rules.frames import frames
from shared.features.events.rules.segments import by_guild, with_cursors
from shared.features.gateway.model import Audience, Delivery, Watcher
from shared.features.gateway.ports import WatcherStore
from shared.kernel.errors import UnavailableError
from shared.kernel.events import NO_GUILD, Event
from shared.kernel.snowflakes import Snowflake
from ws_gateway.delivery import Courier, Parcel, Reached

log = logging.getLogger(__name__)

PART_SIZE: Final = 200  # watchers that one function reaches in well under a second
LONGEST_DELIVERY: Final = timedelta(seconds=30)  # longer than a function may take


class Helpers(Protocol):
    def take(self, parcel: Parcel) -> None:
        """Have another function deliver a parcel; raise `UnavailableError` where none can."""


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent, and whom a function that died has left without knowing what they have."""

    parcels: Sequence[Parcel] = ()
    stranded: Sequence[Watcher] = ()
    overdue: Sequence[Delivery] = ()


class FanOut:
    def __init__(
        self, watchers: WatcherStore, courier: Courier, helpers: Helpers, clock: Callable[[], datetime]
    ) -> None:
        self._watchers = watchers
        self._courier = courier
        self._helpers = helpers
        self._clock = clock

    def prepare(self, batch: CommittedBatch) -> Dispatch:
        """Find the batch's audience and note what is on its way to it; raise `StoreUnavailableError`."""
        guilds = {guild_id: events for guild_id, events in by_guild(batch.events).items() if guild_id != NO_GUILD}
        if not guilds:
            return Dispatch()
        now = self._clock()
        audience = self._watchers.audience(guilds.keys(), now)
        overdue = [each for each in _overdue(audience, now) if each.batch_id != batch.batch_id]
        stranded = _followers_of(overdue, audience)
        gone = {watcher.connection_id for watcher in stranded}
        followed = [w for w in audience.watchers if w.guild_id in guilds and w.connection_id not in gone]
        parcels = _parcels(batch.batch_id, guilds, followed, audience.deliveries, now + LONGEST_DELIVERY)
        in_parallel(self._watchers.begin, [parcel.delivery for parcel in parcels])
        return Dispatch(parcels=parcels, stranded=stranded, overdue=overdue)

    def send(self, dispatch: Dispatch) -> Reached:
        """Deliver; what fails at the store stays noted, and is found so."""
        try:
            self._send_back(dispatch.stranded, dispatch.overdue)
            reached = self._all(dispatch.parcels)
        except UnavailableError as error:
            log.warning("fan_out.interrupted", exc_info=error.__cause__)
            return Reached()
        return reached

    def recover(self, guild_ids: Collection[Snowflake]) -> None:
        """Let browsers come back that a function which died has left, be it their replay or a batch's delivery."""
        now = self._clock()
        audience = self._watchers.audience(guild_ids, now)
        overdue = _overdue(audience, now)
        given_up = [w for w in audience.watchers if w.catch_up is not None and w.catch_up.until < now]
        self._send_back([*_followers_of(overdue, audience), *given_up], overdue)

    def _all(self, parcels: Sequence[Parcel]) -> Reached:
        """Deliver one part here; of a large audience, each part by a function of its own."""
        mine = parcels
        if len(parcels) > 1:
            handed_over = in_parallel(self._handed_over, parcels)
            mine = [parcel for parcel, is_gone in zip(parcels, handed_over, strict=True) if not is_gone]
        reached = [self._courier.deliver(parcel) for parcel in mine]
        return Reached(
            sent=sum(each.sent for each in reached),
            lost=sum(each.lost for each in reached),
            handed_over=len(parcels) - len(mine),
        )

    def _handed_over(self, parcel: Parcel) -> bool:
        try:
            self._helpers.take(parcel)
        except UnavailableError:
            log.warning("parcel.kept", extra={"batch_id": parcel.delivery.batch_id, "part": parcel.delivery.part})
            return False
        return True

    def _send_back(self, stranded: Sequence[Watcher], overdue: Sequence[Delivery]) -> None:
        if overdue:
            log.warning("delivery.overdue", extra={"deliveries": len(overdue), "watchers": len(stranded)})
        self._courier.send_back(stranded)
        for delivery in overdue:
            self._watchers.end(delivery)


def _overdue(audience: Audience, now: datetime) -> list[Delivery]:
    return [delivery for delivery in audience.deliveries if delivery.until < now]


def _followers_of(deliveries: Iterable[Delivery], audience: Audience) -> list[Watcher]:
    guild_ids = {guild_id for delivery in deliveries for guild_id in delivery.guild_ids}
    return [watcher for watcher in audience.watchers if watcher.guild_id in guild_ids]


def _parcels(
    batch_id: str,
    guilds: dict[Snowflake, list[Event]],
    followed: list[Watcher],
    under_way: Sequence[Delivery],
    until: datetime,
) -> list[Parcel]:
    messages = {
        guild_id: list(
            frames(guild_id, with_cursors(batch_id, guilds[guild_id]), _resume_before(batch_id, guild_id, under_way))
        )
        for guild_id in {watcher.guild_id for watcher in followed}
    }
    parcels = []
    for part, watchers in enumerate(_parts(followed)):
        guild_ids = frozenset(watcher.guild_id for watcher in watchers)
        parcels.append(
            Parcel(
                delivery=Delivery(batch_id=batch_id, part=part, guild_ids=guild_ids, until=until),
                watchers=watchers,
                messages={guild_id: messages[guild_id] for guild_id in guild_ids},
            )
        )
    return parcels


def _resume_before(batch_id: str, guild_id: Snowflake, under_way: Sequence[Delivery]) -> str | None:
    """Return the cursor before the oldest earlier batch that is still on its way to this guild's followers."""
    earlier = [d.batch_id for d in under_way if d.batch_id < batch_id and guild_id in d.guild_ids]
    return step(min(earlier), -BATCH_STRIDE) if earlier else None


def _parts(followed: list[Watcher]) -> list[list[Watcher]]:
    """Cut an audience into parts; what one connection follows stays together, so that it comes in order."""
    ordered = sorted(followed, key=lambda watcher: watcher.connection_id)
    parts: list[list[Watcher]] = []
    for watcher in ordered:
        if not parts or (len(parts[-1]) >= PART_SIZE and parts[-1][-1].connection_id != watcher.connection_id):
            parts.append([])
        parts[-1].append(watcher)
    return parts
