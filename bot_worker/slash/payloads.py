"""What Discord tells of an interaction, as far as commands need it.

discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

from datetime import datetime
from enum import IntEnum
from typing import Any

import msgspec

from bot_worker.capture.payloads import read
from shared.adapters.discord.resources.messages import Message
from shared.kernel.snowflakes import Snowflake


class InteractionType(IntEnum):
    PING = 1
    APPLICATION_COMMAND = 2
    MESSAGE_COMPONENT = 3
    APPLICATION_COMMAND_AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class UserPayload(msgspec.Struct, frozen=True, kw_only=True):
    id: Snowflake
    username: str
    global_name: str | None = None


class MemberPayload(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever uses it, as they are in the guild at this very moment."""

    user: UserPayload
    roles: list[Snowflake] = []
    communication_disabled_until: datetime | None = None


class ChannelPayload(msgspec.Struct, frozen=True, kw_only=True):
    name: str | None = None


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """Those whom the data names, by their ids as text."""

    users: dict[str, UserPayload] = {}
    messages: dict[str, Message] = {}

    def user(self, user_id: Snowflake) -> UserPayload | None:
        return self.users.get(str(user_id))

    def message(self, message_id: Snowflake) -> Message | None:
        return self.messages.get(str(message_id))


class OptionPayload(msgspec.Struct, frozen=True, kw_only=True):
    """An option with its value, or a subcommand with options of its own."""

    name: str
    type: int
    value: str | int | float | bool | None = None
    options: list["OptionPayload"] = []
    focused: bool = False


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a modal: a text, or what holds texts."""

    custom_id: str = ""
    value: str | None = None
    components: list["Input"] = []


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """Of a command its name, options and target; of a component or a modal its `custom_id`, and what was written."""

    name: str = ""
    type: int = 1
    options: list[OptionPayload] = []
    resolved: Resolved = Resolved()
    target_id: Snowflake | None = None
    custom_id: str = ""
    components: list[Input] = []


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    """`token` is good for 15 minutes, and never logged."""

    id: Snowflake
    application_id: Snowflake
    type: InteractionType
    token: str
    data: Data = Data()
    guild_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    channel: ChannelPayload = ChannelPayload()
    member: MemberPayload | None = None
    locale: str = "en-US"

    def texts(self) -> dict[str, str]:
        """Return what was written into a modal, by `custom_id`."""
        return dict(_texts(self.data.components))


def _texts(inputs: list[Input]) -> list[tuple[str, str]]:
    own = [(one.custom_id, one.value) for one in inputs if one.custom_id and one.value is not None]
    return own + [found for one in inputs for found in _texts(one.components)]


def read_interaction(payload: dict[str, Any]) -> Interaction:
    """Raise `InvalidInputError`, which quotes no value, for what no interaction looks like."""
    return read(payload, Interaction)
