"""Bans as people see and make them."""

from typing import Annotated

import msgspec

from shared.features.actions.authors import Why
from shared.features.members.people import Person

LONGEST_DELETION = 604_800  # seven days; discord.com/developers/docs/resources/guild#create-guild-ban


class BanView(Person, frozen=True, kw_only=True):
    """A ban with the reason that its author gave, where one did."""

    reason: str | None


class BanPage(msgspec.Struct, frozen=True, kw_only=True):
    """By rising user id. A page may hold fewer than asked for, even none, and still have a next one."""

    items: list[BanView]
    next_cursor: str | None


class NewBan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`delete_message_seconds`: what they wrote in so many last seconds goes as well."""

    delete_message_seconds: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_DELETION)] = 0
    reason: Why | None = None
