"""What moderation takes: acts with their cases, sanctions that end, bulk jobs, evidence, and looking for what is due.

The real services do each of it, on Discord in memory and on tables that count; what a notice, a setting or a login
reads is left out. `PYTHONPATH=.:api python -m tests.bench.bill.moderation` prints it, `--write` puts it into
docs/cost.md.
"""

import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from unittest.mock import patch

from bot_worker.moderation import jobs, timers
from shared.features.actions.model import Action
from shared.features.actions.table import ActionTable
from shared.features.cases.model import Named
from shared.features.cases.table import CaseTable
from shared.features.enforcement.model import AnyAct, BanAct, WarnAct
from shared.features.evidence.model import KeptMessage
from shared.features.jobs.model import BulkKind
from shared.features.jobs.table import JobTable
from shared.features.timers.lifting import Lifting, Outcome
from shared.features.timers.table import TimerTable
from shared.kernel import json
from shared.kernel.snowflakes import Snowflake
from tests.bench.bill.counts import Counts
from tests.bench.bill.habits import HTTP_LOG_BYTES
from tests.bench.bill.page import PAGE, head_of, row_of, written
from tests.bench.bill.prices import GB, US_EAST_1
from tests.bench.bill.sizes import SIZES, Size
from tests.bench.bill.stream import MONTH_SECONDS
from tests.bench.bill.tables import AWS, MeteredTables
from tests.bench.case_load import WORDS
from tests.bench.write_units import a_vault
from tests.factories.snapshots import GUILD
from tests.factories.workshop import Workshop
from tests.fakes.clock import NOON
from tests.fakes.sanctions import FakeSanctions

BEGINS: Final = "<!-- written by `python -m tests.bench.bill.moderation --write` -->"

ACTS: Final = 30  # of each guild a month: one a day
FOR_A_WHILE: Final = 1 / 3  # of them are bans that end, the others warns
REQUESTS: Final = 4  # to the API for each: the member, the preview, the act, the list after it
GB_SECONDS: Final = 0.5 * 0.6  # 512 MB, and what Discord takes to answer, of an act with its three other requests
JOBS: Final = 1 / 120  # bulk bans of 1,000, of each guild a month: one in ten years
BANNED: Final = 1_000
KEPT: Final = 1 / 10  # of the acts have evidence
MESSAGES: Final = 20  # each piece of it
MONTHS: Final = 12  # what is kept of moderation, nobody deletes: the bill of the first year's end
SAMPLE: Final = 40


class _Actions(ActionTable):
    stored: list[Action]

    def put(self, action: Action) -> None:
        self.stored.append(action)
        super().put(action)


class MeteredWorkshop(Workshop):
    """Services on tables that count."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.tables = MeteredTables(self.counts)
        with patch.dict(os.environ, {"AWS_ACCESS_KEY_ID": "bill", "AWS_SECRET_ACCESS_KEY": "bill"}):
            client = self.tables.client()
        actions = _Actions(client, AWS)
        actions.stored = []
        timer_store, case_store = TimerTable(client, AWS), CaseTable(client, AWS)
        self._real = {"actions": actions, "timer_store": timer_store, "case_store": case_store}
        self._real["store"] = JobTable(client, AWS)
        super().__init__()
        self.discord.room = BANNED
        self.sanctions = FakeSanctions()
        self.lifting = Lifting(timer_store, self.timers, self.sanctions, lambda: 0.0)

    def reopen(self) -> None:
        vars(self).update(self._real)
        super().reopen()

    def counted(self, work: Callable[[], object], times: int = 1) -> Counts:
        """Return what one of so many of a work takes."""
        before, kept = self.counts.copy(), self._kept_bytes()
        work()
        taken = self.counts.minus(before)
        taken.kept_bytes = self._kept_bytes() - kept
        return taken.times(1 / times)

    def _kept_bytes(self) -> int:
        return sum(self.tables.bytes_in(name) for name in ("actions", "cases", "case_terms", "jobs", "timers"))


def acts(shop: MeteredWorkshop, make: Callable[[Snowflake], AnyAct], first: int) -> Counts:
    """What one act takes of the tables, with its case."""
    users = shop.crowd(SAMPLE, first=first)

    def take() -> None:
        for user_id in users:
            shop.take(make(user_id), key=f"act:{user_id}")
            shop.clock.pass_time(seconds=60)

    return shop.counted(take, SAMPLE)


def a_warn(user_id: Snowflake) -> AnyAct:
    return WarnAct(user_id=user_id, reason="spam and insults, again and again")


def a_ban(user_id: Snowflake) -> AnyAct:
    return BanAct(user_id=user_id, reason="spam and insults, again and again", seconds=86_400)


def liftings(shop: MeteredWorkshop) -> Counts:
    """What a ban's end takes: the lifting itself, and what it writes into the case."""
    for timer in shop.timers.of_guild(GUILD):
        shop.sanctions.ban(timer.user_id, timer.case_number)
    shop.sanctions.time = shop.clock() + timedelta(days=2)
    due = shop.lifting.queue().places

    def lift() -> None:
        assert {shop.lifting.attempt(each) for each in due} == {Outcome.LIFTED}

    return shop.counted(lift, len(due))


def a_job(shop: MeteredWorkshop) -> Counts:
    """What a bulk ban of 1,000 takes, its cases included."""
    users = shop.crowd(BANNED, first=200_000)

    def carry_out() -> None:
        shop.start_on(users, BulkKind.BAN, reason="raid")
        shop.work()

    taken = shop.counted(carry_out)
    assert not shop.store.waiting()
    return taken


def looking(shop: MeteredWorkshop) -> Counts:
    """What a worker's looks for what is due take a month, while nothing is."""
    of_timers = shop.counted(shop.lifting.queue).times(MONTH_SECONDS / timers.LOOK_SECONDS)
    return of_timers.plus(shop.counted(shop.store.waiting).times(MONTH_SECONDS / jobs.LOOK_SECONDS))


def evidence_bytes() -> int:
    """How large a piece of evidence is in S3: sealed, as it is stored."""
    chance = random.Random(1)
    messages = [
        KeptMessage(
            message_id=Snowflake(10**18 + number * 7919),
            channel_id=Snowflake(10**18),
            channel_name="general",
            author=Named(user_id=Snowflake(10**18 + number % 5), name=f"somebody{number % 5}"),
            content=" ".join(chance.choice(WORDS) for _ in range(12)),
            created_at=NOON + timedelta(seconds=number),
        )
        for number in range(MESSAGES)
    ]
    return len(a_vault().seal(GUILD, {"messages": json.encode(messages).decode()}, "kept"))


def uses_of(size: Size, each: dict[str, Counts], piece_bytes: int) -> dict[str, float]:
    """Return dollars a month, at the end of the first year."""
    guilds, price = size.deployment.guilds, US_EAST_1
    requests = Counts(rest_requests=REQUESTS, invocations=REQUESTS, gb_seconds=GB_SECONDS)
    requests.log_bytes = REQUESTS * HTTP_LOG_BYTES
    number = guilds * ACTS
    pieces = number * KEPT
    warned, banned = each["A warn"].times(1 - FOR_A_WHILE), each["A ban for a while"].times(FOR_A_WHILE)
    done = _kept_for_a_year(warned.plus(banned)).plus(requests).times(number)
    return {
        "Acts and their cases": done.dollars(),
        "Bans that end": each["Its end"].times(number * FOR_A_WHILE).dollars(),
        "Bulk bans of 1,000": _kept_for_a_year(each["A bulk ban of 1,000"]).times(guilds * JOBS).dollars(),
        "Evidence": pieces * (price.object_put + piece_bytes * MONTHS / GB * price.object_gb),
        "Workers looking for what is due": each["A worker's looks, a month"].times(size.workers).dollars(),
    }


def _kept_for_a_year(counts: Counts) -> Counts:
    kept = counts.copy()
    kept.kept_bytes *= MONTHS
    return kept


def measured() -> dict[str, Counts]:
    shop = MeteredWorkshop()
    return {
        "A warn": acts(shop, a_warn, 20_000),
        "A ban for a while": acts(shop, a_ban, 40_000),
        "Its end": liftings(shop),
        "A bulk ban of 1,000": a_job(shop),
        "A worker's looks, a month": looking(shop),
    }


def tables() -> str:
    each, piece_bytes = measured(), evidence_bytes()
    by_size = [uses_of(size, each, piece_bytes) for size in SIZES]
    rows = [row_of(use, [uses[use] for uses in by_size]) for use in by_size[0]]
    taken = [
        f"| {name} | {counts.write_units:,.0f} | {counts.read_units:,.0f} | {counts.kept_bytes:,.0f} |"
        for name, counts in each.items()
    ]
    return "\n".join(
        [
            *(head_of(SIZES), *rows, row_of("**All of it**", [sum(uses.values()) for uses in by_size])),
            *("", "What each takes of the tables:", ""),
            *("| | Write units | Read units | Bytes kept |", "|---|--:|--:|--:|", *taken),
            *("", f"A piece of evidence of {MESSAGES} messages: {piece_bytes:,} bytes in S3, sealed."),
        ]
    )


if __name__ == "__main__":
    TEXT: Final = tables()
    print(TEXT)
    if "--write" in sys.argv:
        PAGE.write_text(written(PAGE.read_text(), TEXT, begins=BEGINS))
