"""Deliver stored commands to a worker that is there, and drop those that nobody took in time."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from shared.features.gateway.line import BotLine
from shared.features.gateway.model import BotConnection, QueuedCommand
from shared.features.gateway.ports import CommandQueue
from shared.features.gateway.rules import is_durable, is_final, is_for
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import CommandResult

log = logging.getLogger(__name__)

DELIVERED_AT_ONCE: Final = 50


class QueuedCommands:
    """A stored command may reach several workers, or one of them often: they see to it that it is carried out once."""

    def __init__(self, queue: CommandQueue, line: BotLine, clock: Callable[[], datetime]) -> None:
        self._queue = queue
        self._line = line
        self._clock = clock

    def deliver(self, bot_id: Snowflake, connection_id: str) -> int:
        """Send a worker what waits for it, the oldest first; return how many commands it was sent."""
        waiting = [command for command in self._queue.pending(bot_id) if not self._dropped(command)]
        bot = self._connection(bot_id, connection_id) if waiting else None
        if bot is None:
            return 0
        delivered = 0
        for command in waiting:
            if delivered < DELIVERED_AT_ONCE and is_for(command, bot):
                if not self._line.deliver(bot, command.message):
                    break
                delivered += 1
        return delivered

    def finish(self, bot_id: Snowflake, result: CommandResult) -> None:
        """Remove a stored command whose result has come, from the bot that it was sent to."""
        if is_durable(result.command_id) and is_final(result):
            self._queue.finish(bot_id, result.command_id)

    def _connection(self, bot_id: Snowflake, connection_id: str) -> BotConnection | None:
        return next((bot for bot in self._line.alive(bot_id) if bot.connection_id == connection_id), None)

    def _dropped(self, command: QueuedCommand) -> bool:
        """Drop a command that has expired, and keep a record of it."""
        now = self._clock()
        if now.timestamp() * 1000 <= command.message.expires_at:
            return False
        log.warning(
            "command.expired",
            extra={"command_id": command.message.command_id, "bot_id": command.bot_id, "begun": bool(command.begun_by)},
        )
        self._queue.drop(command, now)
        return True
