"""Which worker this is: whoever goes on with a spool's file is the same one."""

import sqlite3

from bot_worker.pipeline.spool.database import Database

_READ = "SELECT value FROM state WHERE name = 'worker_id'"


async def worker_id(database: Database, fresh: str) -> str:
    """Return the id that the file holds; one that has none takes `fresh`."""

    def work(db: sqlite3.Connection) -> str:
        db.execute("INSERT OR IGNORE INTO state VALUES ('worker_id', ?)", (fresh,))
        return str(db.execute(_READ).fetchone()[0])

    return await database.write(work)
