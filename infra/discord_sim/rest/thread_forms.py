"""The bodies that start and change threads."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest.fields import Id, Name, SlowmodeSeconds
from infra.discord_sim.rest.message_forms import MessageForm
from infra.discord_sim.world.kinds import ChannelType

AutoArchiveMinutes = Literal[60, 1440, 4320, 10080]


class ThreadForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about a thread."""

    name: Name | UnsetType | None = UNSET
    archived: bool | UnsetType | None = UNSET
    locked: bool | UnsetType | None = UNSET
    invitable: bool | UnsetType | None = UNSET
    auto_archive_duration: AutoArchiveMinutes | UnsetType | None = UNSET
    rate_limit_per_user: SlowmodeSeconds | UnsetType | None = UNSET


class NewThreadForm(msgspec.Struct, frozen=True, kw_only=True):
    """A thread to start; `message` is for forums only."""

    name: Name
    auto_archive_duration: AutoArchiveMinutes | UnsetType | None = UNSET
    rate_limit_per_user: SlowmodeSeconds | UnsetType | None = UNSET
    type: ChannelType | UnsetType | None = UNSET
    invitable: bool | UnsetType | None = UNSET
    applied_tags: Annotated[list[Id], Meta(max_length=5)] | UnsetType | None = UNSET
    message: MessageForm | None = None
