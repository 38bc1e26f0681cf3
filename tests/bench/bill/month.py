"""A month's bill of one size: by what it is for, and by service."""

from collections import defaultdict
from typing import Final

import msgspec

from bot_worker.pipeline.batcher import BatchLimits
from tests.bench.bill import habits
from tests.bench.bill.counts import Counts, total
from tests.bench.bill.sizes import Size
from tests.bench.bill.standing import standing
from tests.bench.bill.stream import MONTH_SECONDS, Stream

ONE_BY_ONE: Final = 500  # events that the obvious way is measured with

EVENTS: Final = "Events: to the store"
LIVE: Final = "Events: live, to open pages"
COUNTED: Final = "Hours counted for the dashboard"
PAGES: Final = "Pages: opened, read, kept open"
WORKERS: Final = "Workers: connections, leases, figures"
REPORTS: Final = "Guilds reported anew"


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """`uses` by what they are for; `one_by_one`: what events would take with a message and a put for each."""

    size: Size
    uses: dict[str, Counts]
    one_by_one: Counts
    stands: dict[str, float]

    @property
    def stored(self) -> Counts:
        return self.uses[EVENTS]

    @property
    def events(self) -> float:
        return self.stored.dollars()

    @property
    def events_of_a_month(self) -> float:
        return self.size.deployment.rate * MONTH_SECONDS

    @property
    def dollars(self) -> float:
        return sum(each.dollars() for each in self.uses.values()) + sum(self.stands.values())

    @property
    def dollars_one_by_one(self) -> float:
        return self.dollars - self.events + self.one_by_one.dollars()

    def by_service(self) -> dict[str, float]:
        """The tiers of a price count the sum, so this may be a little less than the uses one by one."""
        lines: defaultdict[str, float] = defaultdict(float)
        for service, amount in total(self.uses.values()).lines():
            lines[service.partition(",")[0]] += amount
        return dict(lines)


def month_of(size: Size) -> Month:
    stream = Stream(size.deployment, BatchLimits())
    events = stream.a_month()
    alone = Stream(size.deployment, BatchLimits(max_events=1)).a_month(ONE_BY_ONE)
    uses = {
        EVENTS: events,
        LIVE: live(size, BatchLimits()),
        COUNTED: habits.roll_ups(size),
        PAGES: habits.pages(size, stream.functions, stream.liveliest),
        WORKERS: habits.workers(size),
        REPORTS: habits.reports(size),
    }
    return Month(size=size, uses=uses, one_by_one=alone, stands=dict(standing(size)))


def live(size: Size, limits: BatchLimits) -> Counts:
    """Return what open pages add: smaller batches, notes of what is on its way, and the messages to them."""
    glimpse = size.glimpse
    unwatched = Stream(glimpse, limits).a_month()
    seconds = glimpse.seconds * size.open_share
    watched = Stream(glimpse, limits, pages=size.pages // size.glimpses, watched=seconds).a_month()
    return watched.minus(unwatched).times(size.glimpses)
