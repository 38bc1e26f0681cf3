"""The function that brings a batch to a part of a large audience. Ingest invokes it, and does not wait for it."""

import base64
import logging
import time
from typing import Any, Final

import msgspec

from shared.kernel import json
from shared.kernel.packing import Codec, compress, decompress
from ws_gateway.delivery import Parcel
from ws_gateway.entry import milliseconds_since
from ws_gateway.runtime import runtime

log = logging.getLogger(__name__)

_CODEC: Final = Codec.ZLIB


class Invocation(msgspec.Struct, frozen=True, kw_only=True):
    """What ingest hands over: base64 of the compressed parcel, far below Lambda's 256 KB for it."""

    parcel: str


_parcel: Final = json.Decoder(Parcel)


def handler(lambda_event: dict[str, Any], context: object) -> dict[str, int]:
    """Deliver; what goes wrong is raised, so that Lambda tries once more."""
    del context
    started = time.perf_counter()
    parcel = unwrapped(json.convert(lambda_event, Invocation))
    reached = runtime().courier.deliver(parcel)
    log.info(
        "parcel.delivered",
        extra={
            "batch_id": parcel.delivery.batch_id,
            "part": parcel.delivery.part,
            "browsers": reached.sent,
            "browsers_lost": reached.lost,
            "milliseconds": milliseconds_since(started),
        },
    )
    return {"browsers": reached.sent}


def wrapped(parcel: Parcel) -> Invocation:
    return Invocation(parcel=base64.b64encode(compress(json.encode(parcel), _CODEC)).decode())


def unwrapped(invocation: Invocation) -> Parcel:
    return _parcel.decode(decompress(base64.b64decode(invocation.parcel), _CODEC))
