"""What bots say: who they are, that they live, and what came of a command."""

import logging
from typing import Final

from shared.adapters.threads import in_parallel
from shared.features.events.settings import FEATURE as EVENTS
from shared.features.gateway.model import BotConnection
from shared.features.gateway.rules import CONNECTION_LIFETIME, reply_key, with_shard_of
from shared.kernel import json
from shared.kernel.commands import SettingsChanged, Watch
from shared.kernel.errors import ForbiddenError, InvalidInputError
from shared.kernel.tracing import is_request_id
from shared.kernel.wire import WATCH_SECONDS, CommandResult, KeptAlive, Register, Registered
from ws_gateway.entry import post
from ws_gateway.requests import Request
from ws_gateway.runtime import Runtime

log = logging.getLogger(__name__)

LONGEST_NAME: Final = 100
MOST_SHARDS: Final = 1_000
MOST_WATCHED: Final = 500  # the others are told by the next keep-alive of who follows them


def register(message: Register, request: Request, run: Runtime) -> None:
    """Note which shards a bot's worker has; raise `ForbiddenError` where it speaks for another bot."""
    if message.bot_id != request.owner_id:
        raise ForbiddenError("A bot registers as itself.")
    shards_are_sound = all(0 <= shard_id < message.shard_count for shard_id in message.shard_ids)
    if not (shards_are_sound and len(message.shard_ids) <= MOST_SHARDS):  # none yet: Discord is not there, the spool is
        raise InvalidInputError("These shards cannot be.")
    if max(len(message.name), len(message.version)) > LONGEST_NAME:
        raise InvalidInputError("The name or the version is too long.")
    now = run.now()
    bot = BotConnection(
        bot_id=message.bot_id,
        name=message.name,
        version=message.version,
        shard_ids=sorted(set(message.shard_ids)),
        shard_count=message.shard_count,
        connected_at=now,
        connection_id=request.connection_id,
        seen_at=now,
    )
    run.connections.register(bot, now + CONNECTION_LIFETIME)
    answer = Registered(success=True, bot_id=message.bot_id, connection_id=request.connection_id)
    post(run, request.connection_id, json.encode(answer))
    log.info("bot.registered", extra={"bot_id": bot.bot_id, "shards": len(bot.shard_ids)})
    if bot.shard_ids:
        run.line.tell(bot, SettingsChanged(guild_id=None, feature=EVENTS))  # it may have been away when they changed
        _deliver_queued(request, run)
        _tell_what_is_watched(bot, run)


def _tell_what_is_watched(bot: BotConnection, run: Runtime) -> None:
    """Let a worker that comes, or comes back, send at once what somebody is looking at."""
    followed = run.watchers.watched(run.now())
    here = sorted(guild_id for guild_id in followed if with_shard_of(guild_id, [bot]))[:MOST_WATCHED]
    in_parallel(lambda guild_id: run.line.tell(bot, Watch(guild_id=guild_id, seconds=WATCH_SECONDS)), here)


def bring_result(message: CommandResult, request: Request, run: Runtime) -> None:
    """Hand a command's result to the request that waits for it, by its bot: a stranger's word about it finds nobody."""
    if not is_request_id(message.command_id):
        raise InvalidInputError("This is no command's id.")
    run.replies.send(reply_key(request.owner_id, message.command_id), request.body)
    run.queued_commands.finish(request.owner_id, message)


def keep_alive(request: Request, run: Runtime) -> None:
    now = run.now()
    run.connections.renew(request.connection_id, now + CONNECTION_LIFETIME)
    run.connections.renew_bot(request.connection_id, request.owner_id, now, now + CONNECTION_LIFETIME)
    post(run, request.connection_id, json.encode(KeptAlive(timestamp=int(now.timestamp() * 1000))))
    _deliver_queued(request, run)


def _deliver_queued(request: Request, run: Runtime) -> None:
    delivered = run.queued_commands.deliver(request.owner_id, request.connection_id)
    if delivered:
        log.info("commands.delivered", extra={"bot_id": request.owner_id, "commands": delivered})
