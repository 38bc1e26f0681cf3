"""Where a page ends: the key that it is sorted by, and the member. What comes and goes before it moves nothing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import msgspec

from shared.kernel.errors import InvalidInputError
from shared.kernel.member_lists import MemberSort


class Place(msgspec.Struct, frozen=True, array_like=True):
    sort: MemberSort
    key: int | str
    user_id: int


_decoder: Final = msgspec.json.Decoder(Place)


def cursor_of(place: Place) -> str:
    return urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, sort: MemberSort) -> Place | None:
    """Return where to go on, None for the beginning; raise `InvalidInputError` for what is no cursor of this order."""
    if not cursor:
        return None
    try:
        place = _decoder.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise InvalidInputError(details={"problem": "no cursor of ours"}) from error
    is_text = sort in (MemberSort.NAME, MemberSort.NAME_DOWN)
    if place.sort is not sort or isinstance(place.key, str) is not is_text or not _fits(place):
        raise InvalidInputError(details={"problem": "a cursor of another order"})
    return place


def _fits(place: Place) -> bool:
    """Whether SQLite can hold the numbers."""
    numbers = [place.user_id] if isinstance(place.key, str) else [place.user_id, place.key]
    return all(-(2**63) <= number < 2**63 for number in numbers)
