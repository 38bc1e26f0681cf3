"""The function behind `to-backend`: commit a batch of events, acknowledge it, and show it to whoever follows."""

import logging
import time
from typing import Final

from shared.adapters.metrics import Metric, Unit, emf
from shared.features.events.model import Batch
from shared.features.gateway.model import ConnectionKind
from shared.kernel import json
from shared.kernel.errors import ForbiddenError
from shared.kernel.wire import BackendAck, ToBackend
from ws_gateway.entry import milliseconds_since, post, serves_messages
from ws_gateway.requests import Request
from ws_gateway.runtime import Runtime

log = logging.getLogger(__name__)

_message: Final = json.Decoder(ToBackend)

PART: Final = {"part": "ingest"}
EVENTS, DEAD_LETTERS, REPEATED = Metric("events"), Metric("dead_letters"), Metric("repeated_events")
BATCH_BYTES, WRITE_UNITS = Metric("batch_bytes", Unit.BYTES), Metric("write_units")
ACK, HANDLER = Metric("ack_duration", Unit.MILLISECONDS), Metric("handler_duration", Unit.MILLISECONDS)


@serves_messages
def handler(request: Request, run: Runtime) -> None:
    """Answer `backend-ack` once all of the batch is stored, or `error`: then the bot keeps it and sends it again."""
    if request.kind is not ConnectionKind.BOT:
        raise ForbiddenError
    started = time.perf_counter()
    message = _message.decode(request.body)
    batch = Batch(
        id=message.batch_id,
        bot_id=request.owner_id,
        codec=message.codec,
        events=message.events,
        may_repeat=message.may_repeat,
    )
    committed = run.commit.commit(batch)
    run.snapshot_changes.apply(committed.events, batch.bot_id)
    run.activity_count.note_late(batch.id, {event.guild_id for event in committed.events})
    committed_after = milliseconds_since(started)
    dispatch = run.fan_out.prepare(committed)
    ack = BackendAck(
        batch_id=batch.id,
        received=committed.received,
        dead_lettered=committed.dead_lettered,
        timestamp=int(run.now().timestamp() * 1000),
    )
    post(run, request.connection_id, json.encode(ack))
    acknowledged_after = milliseconds_since(started)
    reached = run.fan_out.send(dispatch)
    run.later_notices.tell_now(lambda: run.notices)
    values = {
        EVENTS: committed.received,
        BATCH_BYTES: len(request.body),
        WRITE_UNITS: committed.write_units,
        DEAD_LETTERS: committed.dead_lettered,
        REPEATED: committed.repeated,
        ACK: acknowledged_after,
        HANDLER: milliseconds_since(started),
    }
    log.info(
        "batch.committed",
        extra={
            "batch_id": batch.id,
            "bot_id": batch.bot_id,
            "is_new": committed.is_new,
            "browsers": reached.sent,
            "browsers_lost": reached.lost,
            "parts_handed_over": reached.handed_over,
            "commit_milliseconds": committed_after,
            **emf(values, at_ms=ack.timestamp, dimensions=PART),
        },
    )
