"""What DynamoDB charges for what we store (docs.aws.amazon.com/amazondynamodb/latest/developerguide, item sizes)."""

from typing import Final

from shared.features.events.model import Segment

UNIT_BYTES: Final = 1024
SEGMENT_BYTES: Final = 121  # a segment's key, codec, digest and expiry, with the names of all attributes
_SEALED_BYTES: Final = 22  # a guild's id and the overhead of its entry


def write_units(segment: Segment) -> int:
    """Return what a put of the segment costs; a refused one costs the same."""
    sealed = sum(_SEALED_BYTES + len(text) for text in segment.contents.values())
    return -(-(SEGMENT_BYTES + len(segment.packed) + sealed) // UNIT_BYTES)
