"""What browsers say: which guild they follow, since when, and that they still do."""

import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Final

from shared.adapters.threads import in_parallel
from shared.features.access.model import GuildPermission
from shared.features.events.rules.frames import frames
from shared.features.gateway.model import CatchUp, Shown, Watcher
from shared.features.gateway.rules import CONNECTION_LIFETIME, MAX_SUBSCRIPTIONS, SUBSCRIPTION_LIFETIME
from shared.kernel import json
from shared.kernel.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    GrantRevokedError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
)
from shared.kernel.snowflakes import Snowflake
from shared.kernel.wire import KeptAlive, Subscribe, Subscribed, Unsubscribe, Viewing
from ws_gateway.entry import post
from ws_gateway.requests import Request
from ws_gateway.runtime import Runtime

log = logging.getLogger(__name__)

LONGEST_CATCH_UP: Final = timedelta(seconds=30)  # longer than the function may take
CATCH_UP_ROUNDS: Final = 20


def subscribe(message: Subscribe, request: Request, run: Runtime) -> None:
    """Let a browser follow a guild from a cursor on, with no gap and in order.

    While it catches up, fan-out does not send to it but notes what it missed, and only a catch-up that has missed
    nothing ends: so nothing newer overtakes the history, and nothing falls between them.
    """
    run.access.require_view(request.owner_id, message.guild_id)
    now = run.now()
    catch_up = None if message.cursor is None else CatchUp(id=request.id, until=now + LONGEST_CATCH_UP)
    watcher = Watcher(
        guild_id=message.guild_id, connection_id=request.connection_id, user_id=request.owner_id, catch_up=catch_up
    )
    try:
        run.watchers.add(watcher, MAX_SUBSCRIPTIONS, now + SUBSCRIPTION_LIFETIME)
    except ConflictError as error:
        raise RateLimitedError(f"A connection follows at most {MAX_SUBSCRIPTIONS} servers.") from error
    _require_still(run, watcher)
    run.line.watch([message.guild_id])
    if message.cursor is None:
        live_cursor = run.history.page(message.guild_id, before=None, limit=1).live_cursor
        _confirm(run, watcher, live_cursor)
    else:
        _catch_up(run, watcher, message.cursor)


def _require_still(run: Runtime, watcher: Watcher) -> None:
    """Look again now that whoever takes access away finds the watcher: it may have happened a moment ago."""
    try:
        run.access.require_view(watcher.user_id or Snowflake(0), watcher.guild_id)
    except AppError:
        run.watchers.remove(watcher)
        raise


def _catch_up(run: Runtime, watcher: Watcher, cursor: str) -> None:
    """Replay until nothing is missed; a replay that fails ends the connection, so that the browser asks again."""
    try:
        rounds = _replay(run, watcher, cursor)
    except ConflictError:
        log.info("guild.left", extra={"guild_id": watcher.guild_id})  # unsubscribed, or subscribed anew, meanwhile
    except UnavailableError:
        with suppress(NotFoundError, UnavailableError):
            run.replying.close(watcher.connection_id)
        raise
    else:
        log.info("guild.followed", extra={"guild_id": watcher.guild_id, "rounds": rounds})


def _replay(run: Runtime, watcher: Watcher, cursor: str) -> int:
    """Send what came after the cursor, look for what came meanwhile, and so on; return how often."""
    missed: str | None = None
    for rounds in range(1, CATCH_UP_ROUNDS + 1):
        replay = run.history.replay(watcher.guild_id, cursor)
        if rounds == 1:
            _confirm(run, watcher, replay.begins_at)
        for frame in frames(watcher.guild_id, replay.events):
            run.replying.post(watcher.connection_id, frame)
        cursor = replay.events[-1].cursor if replay.events else cursor
        missed = run.watchers.go_live(watcher, missed)
        if missed is None:
            return rounds
    raise UnavailableError


def _confirm(run: Runtime, watcher: Watcher, cursor: str | None) -> None:
    message = Subscribed(guild_id=watcher.guild_id, cursor=cursor)
    run.replying.post(watcher.connection_id, json.encode(message))


def unsubscribe(message: Unsubscribe, request: Request, run: Runtime) -> None:
    watcher = Watcher(guild_id=message.guild_id, connection_id=request.connection_id)
    run.viewers.hide(watcher)
    run.watchers.remove(watcher)


def view(message: Viewing, request: Request, run: Runtime) -> None:
    """Let those who show the same know of each other, as far as they may moderate.

    Raise `ConflictError` where the browser does not follow the guild.
    """
    watcher = Watcher(guild_id=message.guild_id, connection_id=request.connection_id)
    if message.subject is None:
        run.viewers.hide(watcher)
        return
    run.access.require(request.owner_id, message.guild_id, GuildPermission.MODERATE)
    run.viewers.show(watcher, Shown(subject=message.subject, name=run.name_of(request.owner_id)))


def keep_alive(request: Request, run: Runtime) -> None:
    """Keep what the browser follows and may still see, and tell the bots that somebody looks.

    A subscription that has expired meanwhile has a gap: that ends the connection, so that the browser asks again.
    """
    now = run.now()
    try:
        connection = run.connections.load(request.connection_id)
    except NotFoundError:
        run.replying.close(request.connection_id)  # it was given up, and could not be told: now it comes back
        return
    run.connections.renew(connection.id, now + CONNECTION_LIFETIME)
    followed = sorted(connection.guilds)
    answers = in_parallel(lambda guild_id: _may_still_view(run, request.owner_id, guild_id), followed)
    visible = {guild_id for guild_id, may_view in zip(followed, answers, strict=True) if may_view}
    for guild_id in connection.guilds - visible:
        lost = Watcher(guild_id=guild_id, connection_id=connection.id)
        run.viewers.hide(lost)
        run.followers.end_one(lost)
    try:
        for guild_id in visible:
            watcher = Watcher(guild_id=guild_id, connection_id=connection.id)
            run.watchers.renew(watcher, now, now + SUBSCRIPTION_LIFETIME)
    except ConflictError:
        run.replying.close(connection.id)
        return
    if visible:
        run.fan_out.recover(visible)
        run.line.watch(visible)
    _look_again(run, connection.id, request.owner_id, visible)
    post(run, connection.id, json.encode(KeptAlive(timestamp=int(now.timestamp() * 1000))))


def _look_again(run: Runtime, connection_id: str, user_id: Snowflake, guild_ids: Collection[Snowflake]) -> None:
    """Tell anew who else shows what this browser shows, and end that for who may not moderate any more."""
    for watcher in run.viewers.shown_by(connection_id, guild_ids):
        try:
            run.access.require(user_id, watcher.guild_id, GuildPermission.MODERATE)
        except ForbiddenError:
            run.viewers.hide(watcher)
        except UnavailableError:
            continue
        else:
            run.viewers.tell(watcher.guild_id, {watcher.shows.subject} if watcher.shows else ())


def _may_still_view(run: Runtime, user_id: Snowflake, guild_id: Snowflake) -> bool:
    """Ask again; while nobody tells, what was told last holds: what changes, the bot reports."""
    try:
        return run.access.may_view(user_id, guild_id)
    except GrantRevokedError:
        return False
    except UnavailableError:
        return True
