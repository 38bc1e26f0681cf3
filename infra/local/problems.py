"""What went wrong, said to a person: what it is and what to do about it."""


class LocalError(Exception):
    """A problem that ends the program with this one message and no traceback."""
