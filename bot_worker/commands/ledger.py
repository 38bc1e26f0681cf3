"""The commands that this worker has begun, on disk: what it did before a restart, it does not do again."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from bot_worker.pipeline.spool.database import Database
from shared.kernel import json
from shared.kernel.errors import CommandInterruptedError
from shared.kernel.wire import CommandResult

REMEMBERED: Final = timedelta(days=8)  # a durable command may come again for 7

_NOTE: Final = "INSERT INTO commands (command_id, noted_at) VALUES (?, ?)"
_FORGET: Final = "DELETE FROM commands WHERE noted_at < ?"
_REMEMBER: Final = "UPDATE commands SET result = ? WHERE command_id = ?"

_result: Final = json.Decoder(CommandResult)


class CommandLedger:
    """A table in the spool's file. `note` comes before a command is carried out, `remember` after."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def recall(self, command_id: str) -> CommandResult | None:
        """Return a noted command's result; that it was interrupted where it has none; None where it is not noted."""
        rows = await self._database.read("SELECT result FROM commands WHERE command_id = ?", command_id)
        if not rows:
            return None
        ((result,),) = rows
        if result is None:
            return CommandResult(command_id=command_id, ok=False, error=CommandInterruptedError.code)
        return _result.decode(result)

    async def note(self, command_id: str) -> None:
        """Write down that a command begins; raise `StorageFullError` where that cannot be written."""
        now = self._now_ms()

        def work(db: sqlite3.Connection) -> Any:
            db.execute(_FORGET, (now - REMEMBERED // timedelta(milliseconds=1),))
            db.execute(_NOTE, (command_id, now))

        await self._database.write(work)

    async def remember(self, result: CommandResult) -> None:
        """Keep a noted command's result; raise `StorageFullError`."""
        encoded = json.encode(result)
        await self._database.write(lambda db: db.execute(_REMEMBER, (encoded, result.command_id)))
