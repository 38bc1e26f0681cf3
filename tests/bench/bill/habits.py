"""What happens besides events: workers keep their place, guilds are reported, pages are opened, hours are counted.

Each is done once, by the real code, and then counted as often as a month has it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.link.connection import LinkTiming
from bot_worker.shards.lease_table import LeaseTable
from bot_worker.shards.model import Beat, Lease, LeaseTiming, Take
from bot_worker.shards.partition import Partition
from shared.features.activity.service import GuildActivity
from shared.features.activity.table import LIFETIME, RollUpTable
from shared.features.events.model import Batch
from shared.features.events.rules.cursors import HOUR
from shared.kernel import json
from shared.kernel.packing import Codec, pack
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from tests.bench.bill.counts import Counts, total
from tests.bench.bill.functions import LOG_EVENT_BYTES, Functions, Running
from tests.bench.bill.prices import HOURS
from tests.bench.bill.sizes import Size
from tests.bench.bill.stream import MONTH_SECONDS
from tests.bench.bill.tables import READ_BYTES
from tests.bench.traffic import START_MS, Traffic
from tests.factories.events import BOT, a_guild_update
from tests.factories.lambda_events import a_lambda_event, a_message_event
from tests.integration.ws_gateway.gateway import a_registration
from ws_gateway import connect, disconnect, messages, roll_up

KEEP_ALIVE: Final = json.encode({"action": "keep-alive"})
KEEP_ALIVES: Final = MONTH_SECONDS / LinkTiming().keep_alive_seconds
REPORTS: Final = HOURS / 24  # of each guild: sessions that could not be resumed, about one a day
OPENINGS: Final = 4 * HOURS  # of a page that is always open: somebody looks for a quarter of an hour
HTTP_REQUESTS: Final = 12  # of the HTTP API for a page that is opened
HTTP_GB_SECONDS: Final = 0.5 * 0.06  # 512 MB for 60 ms
HTTP_READ_UNITS: Final = 2.0
HTTP_LOG_BYTES: Final = 900
HTTP_BYTES_OUT: Final = 8_000
FIGURES_BYTES: Final = 1_500  # the worker's line of figures, each minute
LOOKED_BACK: Final = 25  # hours before the one that is counted, which are read with it
EVERY: Final = timedelta(minutes=5)  # infra/templates/schedules.yaml, RollUpRate


def workers(size: Size) -> Counts:
    """Keep-alives, a new connection every 110 minutes, and a heartbeat every 3 s."""
    functions = Functions(size.deployment.buckets)
    functions.moment = START_MS
    bot = a_message_event("", "bot", bot_id=BOT)
    with Running(functions):
        functions.hear(messages.handler, bot | {"body": json.encode(a_registration(BOT)).decode()})
        once = functions.counts.copy()
        functions.hear(messages.handler, bot | {"body": json.encode(a_registration(BOT)).decode()})
        for handler in (connect.handler, connect.handler, disconnect.handler):  # the authorizer is like the first
            functions.invoke(handler, a_lambda_event("connect", "bot", bot_id=BOT))
        connection = functions.counts.minus(once)
        once = functions.counts.copy()
        functions.hear(messages.handler, bot | {"body": KEEP_ALIVE.decode()})
        keep_alive = functions.counts.minus(once)
    month = keep_alive.times(KEEP_ALIVES).plus(connection.times(MONTH_SECONDS / LinkTiming().hand_over_seconds))
    month = month.plus(_heartbeat(size).times(MONTH_SECONDS / LeaseTiming().tick)).times(size.workers)
    month.connection_minutes = size.workers * HOURS * 60
    month.log_bytes += size.workers * HOURS * 60 * (FIGURES_BYTES + LOG_EVENT_BYTES)
    return month


def _heartbeat(size: Size) -> Counts:
    functions, shards = Functions(1), size.deployment.shards
    leases = LeaseTable(Partition(functions.dynamodb, functions.config.aws, BOT), shards)
    for number in range(size.workers):
        mine = dict.fromkeys(range(number, shards, size.workers), START_MS)
        name = f"{number:032}"
        leases.beat(Beat(worker_id=name, instance=name, version=1, shard_count=shards, at=START_MS, running=mine), None)
        for shard_id in mine:
            leases.do(Take(lease=Lease(shard_id=shard_id)), name)
    before = functions.counts.copy()
    leases.read()
    mine = dict.fromkeys(range(0, shards, size.workers), START_MS)
    beat = Beat(worker_id=name, instance=name, version=2, shard_count=shards, at=START_MS, running=mine)
    leases.beat(beat, name)
    return functions.counts.minus(before)


def reports(size: Size) -> Counts:
    """Each guild, as the bot sees it, whenever a session begins."""
    functions, guilds = Functions(1), 100
    functions.moment = START_MS
    events = [
        a_guild_update(guild_id=guild_id, bot_id=BOT, timestamp=START_MS)
        for guild_id in Traffic(guilds=guilds, rate=1).guild_ids
    ]
    batch = Batch(id=make_ulid(START_MS, 1), bot_id=BOT, codec=Codec.ZSTD, events=pack(events, Codec.ZSTD))
    with Running(functions):
        functions.commit.commit(batch)
    return functions.counts.times(size.deployment.guilds / guilds * REPORTS)


def pages(size: Size, functions: Functions, guild_id: Snowflake) -> Counts:
    """Opening pages, and keeping them; what they are sent live is in the stream."""
    user, before = Snowflake(7), functions.counts.copy()
    said = a_message_event("", "reader", user_id=user)
    with Running(functions):
        for handler in (connect.handler, connect.handler):
            functions.invoke(handler, a_lambda_event("connect", "reader", user_id=user))
        subscribe = json.encode({"action": "subscribe", "guild_id": str(guild_id)}).decode()
        functions.hear(messages.handler, said | {"body": subscribe})
        history = functions.history.page(guild_id, before=None, limit=50)
        GuildActivity(
            RollUpTable(functions.dynamodb, functions.config.aws), functions.config.event_buckets, functions.now
        ).of(guild_id, 24)
        opened = functions.counts.minus(before)
        before = functions.counts.copy()
        functions.hear(messages.handler, said | {"body": KEEP_ALIVE.decode()})
        kept = functions.counts.minus(before)
        functions.invoke(disconnect.handler, a_lambda_event("disconnect", "reader", user_id=user))
    assert history.items
    requests = Counts(
        rest_requests=HTTP_REQUESTS,
        invocations=HTTP_REQUESTS,
        gb_seconds=HTTP_REQUESTS * HTTP_GB_SECONDS,
        read_units=HTTP_REQUESTS * HTTP_READ_UNITS,
        log_bytes=HTTP_REQUESTS * HTTP_LOG_BYTES,
        bytes_out=HTTP_REQUESTS * HTTP_BYTES_OUT,
    )
    month = opened.plus(requests).times(OPENINGS).plus(kept.times(KEEP_ALIVES))
    month.connection_minutes = HOURS * 60
    return month.times(size.average_pages)


def roll_ups(size: Size) -> Counts:
    """Count one bucket's hour every five minutes and once more when it has settled; the day before it is read along."""
    functions = Functions(1)
    functions.moment = START_MS
    with Running(functions):
        functions.invoke(roll_up.handler, {})  # the hours before: empty
        functions.counts.clear()
        runs = [_counted(functions) for _ in _five_minutes_of_events(size, functions)]
        functions.moment += 3_600_000
        runs.append(_counted(functions))
    hour_bytes = functions.tables.bytes_in("rollups")
    counted = total(runs).plus(Counts(read_units=len(runs) * LOOKED_BACK * hour_bytes / READ_BYTES / 2))
    a_month = counted.times(HOURS * size.deployment.buckets)
    a_month.invocations = MONTH_SECONDS / EVERY.total_seconds()
    a_month.kept_bytes = hour_bytes * LIFETIME / HOUR * size.deployment.buckets
    return a_month


def _five_minutes_of_events(size: Size, functions: Functions) -> Iterator[None]:
    """Store an hour of a bucket's events, in full batches; stop every five minutes."""
    guilds, rate = size.deployment.guilds // size.deployment.buckets, size.deployment.rate / size.deployment.buckets
    traffic, stops, number = Traffic(guilds=guilds, rate=rate), 1, 0
    while traffic.now_ms < START_MS + 3_600_000:
        events = [traffic.next() for _ in range(BatchLimits().max_events)]
        number += 1
        functions.moment = int(traffic.now_ms)
        batch_id = make_ulid(functions.moment, number << 16)
        functions.commit.commit(Batch(id=batch_id, bot_id=BOT, codec=Codec.ZSTD, events=pack(events, Codec.ZSTD)))
        if traffic.now_ms >= START_MS + stops * EVERY / timedelta(milliseconds=1):
            stops += 1
            yield


def _counted(functions: Functions) -> Counts:
    before = functions.counts.copy()
    functions.invoke(roll_up.handler, {})
    return functions.counts.minus(before)
