"""What the link's protocol asks its driver to do."""

import msgspec

from shared.kernel.wire import FromBackend


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """Make a connection and report it under this number."""

    connection: int


class Send(msgspec.Struct, frozen=True, kw_only=True):
    connection: int
    text: str


class Close(msgspec.Struct, frozen=True, kw_only=True):
    connection: int


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """The backend has committed the batch."""

    batch_id: str


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """The backend will never take the batch, says this error code, more than once."""

    batch_id: str
    code: str


class Execute(msgspec.Struct, frozen=True, kw_only=True):
    """Carry out a command, and answer it."""

    message: FromBackend


Action = Open | Send | Close | Delivered | Refused | Execute
