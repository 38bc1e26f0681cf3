"""Embeds as they are sent; how long their texts may be is checked with the whole message."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

Url = Annotated[str, Meta(max_length=2048, pattern=r"^(https?|attachment)://")]


class FooterForm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The line at the bottom."""

    text: str
    icon_url: Url | None = None


class MediaForm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture; its size is for Discord to find out."""

    url: Url | None = None


class AuthorForm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The line at the top."""

    name: str
    url: Url | None = None
    icon_url: Url | None = None


class FieldForm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A name and a value."""

    name: str
    value: str
    inline: bool | None = None


class EmbedForm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """discord.com/developers/docs/resources/message#embed-object, as far as senders may set it."""

    title: str | None = None
    description: str | None = None
    url: Url | None = None
    color: Annotated[int, Meta(ge=0, le=0xFFFFFF)] | None = None
    timestamp: datetime | None = None
    footer: FooterForm | None = None
    image: MediaForm | None = None
    thumbnail: MediaForm | None = None
    author: AuthorForm | None = None
    fields: list[FieldForm] | None = None


def stored(embeds: list[EmbedForm]) -> list[dict[str, Any]]:
    """Return embeds as plain objects without what was not given."""
    return [msgspec.to_builtins(embed) for embed in embeds]
