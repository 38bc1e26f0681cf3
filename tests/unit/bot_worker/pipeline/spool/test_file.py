"""A spool's file: damaged, foreign, too new, in use, or cut off by `kill -9`."""

import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite
import pytest

from bot_worker.pipeline.spool.errors import SpoolBusyError, SpoolTooNewError, SpoolUnusableError
from bot_worker.pipeline.spool.file import open_file
from bot_worker.pipeline.spool.schema import MIGRATIONS, migrate
from bot_worker.pipeline.spool.spool import open_spool
from shared.kernel.events import GapReason
from tests.unit.bot_worker.pipeline.events import an_entry

NOW = 1_700_000_000_000
ROOT = Path(__file__).parents[5]
WRITER = """
import asyncio, sys
from pathlib import Path
from bot_worker.pipeline.spool.spool import open_spool
from tests.unit.bot_worker.pipeline.events import an_entry

async def main():
    async with open_spool(Path(sys.argv[1]), now_ms=lambda: 1) as spool:
        for group in range(100_000):
            await spool.append([an_entry(group * 10 + number) for number in range(10)])
            print(group, flush=True)

asyncio.run(main())
"""


def test_all_that_was_committed_before_a_kill_is_there(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    with subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, cwd=ROOT) as writer:
        assert writer.stdout is not None
        confirmed = [int(writer.stdout.readline()) for _ in range(30)]
        writer.send_signal(signal.SIGKILL)
        confirmed += [int(line) for line in writer.stdout]

    bodies = _bodies(path)

    assert len(bodies) >= (confirmed[-1] + 1) * 10
    assert bodies == [an_entry(number).body for number in range(len(bodies))]
    assert len(bodies) % 10 == 0


@pytest.mark.parametrize("damage", ["header", "middle", "not a database"])
async def test_a_damaged_file_is_set_aside_and_becomes_a_known_gap(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as spool:
        await spool.append([an_entry(number) for number in range(500)])
    _damage(path, damage)
    damaged = path.read_bytes()

    async with open_spool(path, now_ms=lambda: NOW) as spool:
        assert spool.events == 0
        assert [gap.reason for gap in await spool.gaps()] == [GapReason.SPOOL_DAMAGED]
        assert len(await spool.append([an_entry(1)])) == 1

    assert _files(tmp_path, "spool.db.damaged-*") == [damaged]
    assert [record.message for record in caplog.records] == ["spool.damaged"]


async def test_a_second_worker_on_the_same_file_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot_worker.pipeline.spool.file._BUSY_SECONDS", 0.05)
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW):
        with pytest.raises(SpoolBusyError):
            await open_file(path, datetime.now(UTC))


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    async with open_spool(path, now_ms=lambda: NOW) as spool:
        await spool.append([an_entry(1)])
        await spool.database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")

    with pytest.raises(SpoolTooNewError):
        await open_file(path, datetime.now(UTC))

    assert len(_files(tmp_path, "spool.db*")) == 1


async def test_a_place_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SpoolUnusableError, match="cannot be used"):
        await open_file(tmp_path / "file" / "spool.db", datetime.now(UTC))


async def test_a_migration_happens_once_and_whole(tmp_path: Path) -> None:
    async with aiosqlite.connect(tmp_path / "any.db", isolation_level="IMMEDIATE") as db:
        await migrate(db, ["CREATE TABLE a (x);"])
        with pytest.raises(aiosqlite.OperationalError):
            await migrate(db, ["CREATE TABLE a (x);", "CREATE TABLE b (x); CREATE TABLE a (x);"])
        await db.rollback()

        await migrate(db, ["CREATE TABLE a (x);", "CREATE TABLE b (x);"])

        tables = await db.execute_fetchall("SELECT name FROM sqlite_master ORDER BY name")
        assert list(tables) == [("a",), ("b",)]


def _files(folder: Path, pattern: str) -> list[bytes]:
    return [file.read_bytes() for file in folder.glob(pattern)]


def _bodies(path: Path) -> list[bytes]:
    db = sqlite3.connect(path)
    try:
        return [body for (body,) in db.execute("SELECT body FROM events ORDER BY place")]
    finally:
        db.close()


def _damage(path: Path, kind: str) -> None:
    content = bytearray(path.read_bytes())
    if kind == "header":
        content[:64] = b"\xff" * 64
    elif kind == "middle":
        content[4096 : len(content) - 4096] = b"\x5a" * (len(content) - 8192)
    else:
        content = bytearray(b"this was never a database\n" * 1000)
    path.write_bytes(content)
