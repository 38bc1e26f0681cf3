"""Where a page of cases ends; what is opened before it moves nothing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from shared.kernel.errors import InvalidInputError


def cursor_of(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(6)).decode()


def place_of(cursor: str | None) -> int | None:
    """Return the number that the next page lies under; raise `InvalidInputError` for what is no cursor of ours."""
    if cursor is None:
        return None
    try:
        return int.from_bytes(urlsafe_b64decode(cursor.encode("ascii"))[:6])
    except ValueError as error:
        raise InvalidInputError(details={"problem": "no cursor of ours"}) from error
