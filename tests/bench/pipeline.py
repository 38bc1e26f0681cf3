"""What the way from a message to its frame costs, against the obvious code: `python -m tests.bench.pipeline [events]`.

Both start from the same messages, put every event into SQLite before it is framed (WAL, synchronous=FULL), and delete
it when it is confirmed, which here happens at once: there is no network in this. Read the ratios, not the rates.
"""

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from bot_worker.pipeline.batch_ids import BatchIds
from bot_worker.pipeline.batcher import BatchLimits
from bot_worker.pipeline.pipeline import Pipeline
from bot_worker.pipeline.spool.spool import open_spool
from shared.kernel import json as wire_json
from shared.kernel.event_ids import message_create_id
from shared.kernel.events import Event, EventType, MessageAuthor, MessageChannel, MessageCreateData
from shared.kernel.snowflakes import Snowflake

ARRIVING_TOGETHER = 20  # messages between two turns of the event loop: a busy gateway connection
WORDS = (
    "the",
    "a",
    "raid",
    "mod",
    "please",
    "role",
    "rules",
    "see",
    "you",
    "tonight",
    "where",
    "is",
    "my",
    "thanks",
    "lol",
)


class Message(msgspec.Struct, frozen=True):
    """What a cog knows of a message."""

    id: int
    guild_id: int
    channel_id: int
    author_id: int
    author: str
    content: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`cpu` in seconds of all threads, `bytes` as they would cross the wire."""

    seconds: float
    cpu: float
    frames: int
    bytes: int


def messages(count: int) -> list[Message]:
    """Return plausible messages, about as long and as repetitive as people's are."""
    source = random.Random(1)
    start = 1_175_928_847_299_117_063
    return [
        Message(
            id=start + number * 4_194_304,
            guild_id=start + source.randrange(200),
            channel_id=start + source.randrange(1_000),
            author_id=start + source.randrange(5_000),
            author=f"somebody{source.randrange(5_000)}",
            content=" ".join(source.choices(WORDS, k=source.randrange(3, 40))),
        )
        for number in range(count)
    ]


def naive(folder: Path, offered: list[Message]) -> tuple[int, int]:
    """One transaction per event, json.dumps, one frame per event."""
    db = sqlite3.connect(folder / "naive.db")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE events (event_id TEXT PRIMARY KEY, body TEXT NOT NULL)")
    sent = 0
    for message in offered:
        event = _plain(message)
        with db:
            db.execute("INSERT INTO events VALUES (?, ?)", (event["id"], json.dumps(event)))
        sent += len(json.dumps({"action": "to-backend", "events": [event]}).encode())
        with db:
            db.execute("DELETE FROM events WHERE event_id = ?", (event["id"],))
    db.close()
    return len(offered), sent


def ours(folder: Path, offered: list[Message]) -> tuple[int, int]:
    return asyncio.run(_ours(folder, offered))


async def _ours(folder: Path, offered: list[Message]) -> tuple[int, int]:
    link = _AgreeableLink()
    now = asyncio.get_running_loop().time
    async with open_spool(folder / "ours.db", now_ms=_now_ms) as spool:
        ids = BatchIds(None, now_ms=_now_ms, entropy=lambda: random.getrandbits(80))
        pipeline = Pipeline(spool, BatchLimits(), ids, now=now, now_ms=_now_ms)
        running = asyncio.create_task(pipeline.run(link))
        for number, message in enumerate(offered):
            pipeline.capture(_event(message))
            if number % ARRIVING_TOGETHER == 0:
                await asyncio.sleep(0)
        await pipeline.until_spooled()
        await pipeline.until_confirmed()
        running.cancel()
        await asyncio.wait([running])
    return link.frames, link.bytes


class _AgreeableLink:
    """Confirms at once, and counts."""

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0
        self.is_registered = True

    async def deliver(self, _batch_id: str, frame: str) -> None:
        self.frames += 1
        self.bytes += len(frame)
        await asyncio.sleep(0)


def _plain(message: Message) -> dict[str, Any]:
    return {
        "v": 1,
        "id": message_create_id(message.id),
        "type": "message_create",
        "guild_id": str(message.guild_id),
        "user_id": str(message.author_id),
        "channel_id": str(message.channel_id),
        "data": {
            "message_id": str(message.id),
            "content": message.content,
            "author": {"id": str(message.author_id), "username": message.author, "global_name": None, "avatar": None},
            "channel": {"id": str(message.channel_id), "name": "general"},
            "attachments": 0,
            "reply_to": None,
            "truncated": False,
        },
        "timestamp": 1_700_000_000_000,
    }


def _event(message: Message) -> Event:
    data = MessageCreateData(
        message_id=Snowflake(message.id),
        content=message.content,
        author=MessageAuthor(id=Snowflake(message.author_id), username=message.author, global_name=None, avatar=None),
        channel=MessageChannel(id=Snowflake(message.channel_id), name="general"),
    )
    return Event(
        id=message_create_id(message.id),
        type=EventType.MESSAGE_CREATE,
        guild_id=Snowflake(message.guild_id),
        user_id=Snowflake(message.author_id),
        channel_id=Snowflake(message.channel_id),
        data=msgspec.Raw(wire_json.encode(data)),
        timestamp=1_700_000_000_000,
    )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def measure(way: Callable[[Path, list[Message]], tuple[int, int]], offered: list[Message]) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        started, cpu_before = time.perf_counter(), time.process_time()
        frames, sent = way(Path(folder), offered)
        return Result(
            seconds=time.perf_counter() - started, cpu=time.process_time() - cpu_before, frames=frames, bytes=sent
        )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    offered = messages(count)
    for way in (naive, ours):
        measure(way, offered[:200])  # imports and first uses are not what is measured
    results = {"naive": measure(naive, offered), "ours": measure(ours, offered)}
    print(f"{count} messages\n{'':8}{'events/s':>12}{'CPU ms/1,000':>15}{'bytes/event':>14}{'frames':>10}")
    for name, one in results.items():
        rate, cpu, size = count / one.seconds, one.cpu / count * 1_000_000, one.bytes / count
        print(f"{name:8}{rate:>12,.0f}{cpu:>15,.1f}{size:>14,.0f}{one.frames:>10,}")
    plain, own = results["naive"], results["ours"]
    print(
        f"ours: {plain.seconds / own.seconds:.1f}× the events/s, 1/{plain.cpu / own.cpu:.1f} of the CPU, "
        f"1/{plain.bytes / own.bytes:.1f} of the bytes, 1/{plain.frames / own.frames:.0f} of the frames"
    )


if __name__ == "__main__":
    main()
