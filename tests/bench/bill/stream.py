"""Events on their way through real lanes, frames and the real function, with or without pages looking on."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from typing import Final

from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.frames import CODEC
from shared.adapters.encryption import Encryption
from shared.features.messages.service import KEY_BYTES, owner_of_key
from shared.kernel import json
from shared.kernel.buckets import bucket_among
from shared.kernel.snowflakes import Snowflake
from shared.kernel.ulids import make_ulid
from shared.kernel.wire import ToBackend
from tests.bench.bill.counts import Counts
from tests.bench.bill.functions import Functions, Running
from tests.bench.bill.prices import HOURS
from tests.bench.traffic import START_MS, Traffic
from tests.bench.write_units import KEEPING, KEEPING_GUILDS, Deployment, Lane
from tests.factories.events import BOT
from tests.factories.gateway import a_connection, a_watcher
from tests.factories.lambda_events import a_message_event
from ws_gateway import ingest

MONTH_SECONDS: Final = HOURS * 3600
RETENTION_SECONDS: Final = KEEPING.retention_days * 86_400
WARMING_UP: Final = 10  # batches: what a process does only once is not what is measured
MOST_EVENTS: Final = 200_000


class Stream:
    """A deployment's events through one function's process; `pages` are open for the first `watched` seconds."""

    def __init__(self, deployment: Deployment, limits: BatchLimits, *, pages: int = 0, watched: float = 0.0) -> None:
        self._deployment, self._watched = deployment, watched
        self.functions = Functions(deployment.buckets)
        self.functions.moment = START_MS
        self._traffic = Traffic(guilds=deployment.guilds, rate=deployment.rate)
        self._lanes: defaultdict[tuple[int, int], Lane] = defaultdict(lambda: Lane(limits))
        self._master = Encryption(*self.functions.config.encryption_keys)
        for guild_id in self._traffic.guild_ids[::KEEPING_GUILDS]:
            self._keep_content(guild_id)
        for number, guild_id in enumerate(_drawn(self._traffic.guild_ids, pages)):
            self._open_page(f"page{number:010}=", guild_id)

    def a_month(self, most_events: int = MOST_EVENTS) -> Counts:
        """Return what a month takes, by what so many events took."""
        functions, event = self.functions, a_message_event("", "bot", bot_id=BOT)
        began, done = functions.counts.copy(), 0
        with Running(functions):
            for number, (count, body) in enumerate(self._batches()):
                functions.hear(ingest.handler, event | {"body": body})
                done += count
                if number == WARMING_UP:
                    began, done = functions.counts.copy(), 0
                    functions.tables.empty("events")
                if done >= most_events:
                    break
        month = functions.counts.minus(began).times(self._deployment.rate * MONTH_SECONDS / done)
        month.kept_bytes = functions.tables.bytes_in("events") / done * self._deployment.rate * RETENTION_SECONDS
        return month

    @property
    def liveliest(self) -> Snowflake:
        return self._traffic.guild_ids[0]

    def _batches(self) -> Iterator[tuple[int, str]]:
        """Yield the number of events of each batch, and its message, when it is due."""
        deployment, number = self._deployment, 0
        while (now := (self._traffic.now_ms - START_MS) / 1000) < deployment.seconds:
            event = self._traffic.next()
            shard_id, bucket = (bucket_among(n, event.guild_id) for n in (deployment.shards, deployment.buckets))
            lane = self._lanes[shard_id, bucket]
            for closed_at, count, text in lane.add(event.guild_id, json.encode(event), now):
                number += 1
                self.functions.moment = START_MS + int(closed_at * 1000)
                batch_id = make_ulid(self.functions.moment, number << 16)
                yield count, json.encode(ToBackend(batch_id=batch_id, codec=CODEC, events=text)).decode()

    def _keep_content(self, guild_id: Snowflake) -> None:
        place = {"guild_id": {"S": str(guild_id)}, "feature": {"S": "messages"}}
        values = {"values": {"S": json.encode(KEEPING).decode()}, "version": {"N": "1"}}
        self.functions.tables.put("settings", place | values)
        wrapped = self._master.seal(bytes(KEY_BYTES), owner_of_key(guild_id))
        self.functions.tables.put("guild_keys", {"guild_id": {"S": str(guild_id)}, "wrapped": {"S": wrapped}})

    def _open_page(self, connection_id: str, guild_id: Snowflake) -> None:
        functions, now = self.functions, self.functions.now()
        until = now + timedelta(seconds=self._watched)
        functions.connections.add(a_connection(connection_id, now=now))
        functions.watchers.add(a_watcher(connection_id, guild_id=guild_id), 20, until)
        shard_id, bucket = (bucket_among(n, guild_id) for n in (self._deployment.shards, self._deployment.buckets))
        self._lanes[shard_id, bucket].batcher.watch(guild_id, 0.0, self._watched)


def _drawn(guild_ids: list[Snowflake], count: int) -> list[Snowflake]:
    weights = list(accumulate(1 / (number + 1) for number in range(len(guild_ids))))
    return random.Random(2).choices(guild_ids, cum_weights=weights, k=count)
