"""What ends the worker."""


class CannotRunError(Exception):
    """Starting again will not help; the message tells the operator what will."""


class DiscordRefusedError(CannotRunError):
    """Discord does not let this bot in."""


class PortTakenError(CannotRunError):
    """Something else listens where our health check should."""


class PartDiedError(Exception):
    """A part of the worker ended that must live; the message names it, the cause is what it died of."""


def first_cause(error: BaseException) -> BaseException:
    """Return what ended a group of tasks, or the error itself where it is no group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
