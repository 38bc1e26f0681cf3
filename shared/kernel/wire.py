"""The messages of the gateway's WebSocket: JSON text frames, routed by `action` (API Gateway's route selection)."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

from shared.kernel.commands import Command
from shared.kernel.events import Event
from shared.kernel.snowflakes import Snowflake

# docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: a larger message than a frame comes in several
MAX_FRAME_BYTES: Final = 32 * 1024
MAX_MESSAGE_BYTES: Final = 128 * 1024
UNKNOWN_COMMAND: Final = "unknown_command"  # what a worker answers to a command that is newer than itself
WATCH_SECONDS: Final = 300
KEEP_ALIVE_SECONDS: Final = 240  # API Gateway ends a connection after 10 idle minutes

ShardNumber = Annotated[int, msgspec.Meta(ge=0, le=65_535)]


class Register(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="register"):
    bot_id: Snowflake
    name: str
    version: str
    shard_ids: Annotated[list[ShardNumber], msgspec.Meta(max_length=1000)]
    shard_count: ShardNumber


class Registered(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="registered"):
    success: bool
    bot_id: Snowflake
    connection_id: str


class ToBackend(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="to-backend", omit_defaults=True):
    """A batch: `events` is base64 of the compressed JSON array (`packing`), `batch_id` a ULID.

    `may_repeat`: another worker, or another batch, may have brought some of these events already.
    """

    batch_id: str
    codec: str
    events: str
    may_repeat: bool = False


class BackendAck(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="backend-ack"):
    """The batch is committed; `timestamp` in milliseconds since 1970."""

    batch_id: str
    received: int
    dead_lettered: int
    timestamp: int


class FromBackend(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="from-backend", omit_defaults=True
):
    """A command; after `expires_at` (milliseconds since 1970, 0: never) nobody carries it out any more.

    A durable one is stored until its result comes, and may be delivered more than once, and to more than one worker.
    """

    command_id: str
    request_id: str
    command: Command
    expires_at: int = 0
    durable: bool = False


class CommandResult(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="command-result"):
    """Exactly one of `data` (on success) and `error` (a stable code) is there."""

    command_id: str
    ok: bool
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: str | None = None


class Subscribe(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="subscribe"):
    """Follow a guild: everything after `cursor` (a batch id), or from now on without one."""

    guild_id: Snowflake
    cursor: str | None = None


class Subscribed(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="subscribed"):
    guild_id: Snowflake
    cursor: str | None = None


class Unsubscribe(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="unsubscribe"):
    guild_id: Snowflake


class StoredEvent(Event, frozen=True, kw_only=True):
    """An event with its place in the guild's history; a cursor sorts by time and looks like a ULID."""

    cursor: str


class EventMessage(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="event"):
    """What happened, oldest first, each event with its place, by which they sort.

    A browser goes on from the largest `cursor` of the messages that it got: what is still on its way lies behind it.
    """

    guild_id: Snowflake
    cursor: str
    events: list[StoredEvent]


class NoticeTopic(StrEnum):
    CASE = "case"
    JOB = "job"
    TIMER = "timer"
    ACTION = "action"
    APPEAL = "appeal"
    SETTINGS = "settings"


class NoticeMessage(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="notice"):
    """Something of the guild changed: what it is now, a page asks for with its own rights."""

    guild_id: Snowflake
    topic: NoticeTopic
    id: str


# Which member, or which case, somebody has open.
Subject = Annotated[str, msgspec.Meta(pattern=r"^(user:[1-9][0-9]{0,19}|case:[1-9][0-9]{0,11})$")]


class Viewing(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="viewing"):
    """What a browser shows of a guild that it follows; None: nothing any more that others should know of."""

    guild_id: Snowflake
    subject: Subject | None


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    user_id: Snowflake
    name: str


class Viewers(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="viewers"):
    """The other people who show the same subject now."""

    guild_id: Snowflake
    subject: str
    viewers: list[Viewer]


class KeepAlive(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="keep-alive"):
    pass


class KeptAlive(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="kept-alive"):
    timestamp: int


class ErrorMessage(msgspec.Struct, frozen=True, kw_only=True, tag_field="action", tag="error", omit_defaults=True):
    """`guild_id` names the subscription that has ended, `batch_id` the batch that was refused, where one was."""

    code: str
    message: str
    request_id: str
    guild_id: Snowflake | None = None
    batch_id: str | None = None


FromBot = Register | ToBackend | CommandResult | KeepAlive
ToBot = Registered | BackendAck | FromBackend | KeptAlive | ErrorMessage
FromBrowser = Subscribe | Unsubscribe | Viewing | KeepAlive
ToBrowser = Subscribed | EventMessage | NoticeMessage | Viewers | KeptAlive | ErrorMessage
