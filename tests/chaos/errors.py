"""What ends a schedule before its time."""


class StuckError(Exception):
    """It did not come to its end; the message says what was left."""
