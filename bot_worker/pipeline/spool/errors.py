"""What can be wrong with the spool.

SpoolError
├── SpoolBusyError, SpoolTooNewError, SpoolUnusableError    at the start: the worker cannot run
├── StorageFullError                                        later: try again when there is room
└── UnwrittenError                                          later: the worker ends
"""


class SpoolError(Exception):
    """The message is for the operator."""


class SpoolBusyError(SpoolError):
    """Another worker uses this file."""


class SpoolTooNewError(SpoolError):
    """A newer version of the worker wrote this file; its events are safe, but not for this one to touch."""


class SpoolUnusableError(SpoolError):
    """The file cannot be opened or written where it is."""


class StorageFullError(SpoolError):
    """The disk has no room for what must be written; nothing was changed."""


class UnwrittenError(SpoolError):
    """Something that was to be written in the same transaction failed, or the worker is being stopped."""
