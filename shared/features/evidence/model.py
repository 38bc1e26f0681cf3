"""Evidence as it is added, kept apart from its case, and shown again."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from shared.features.cases.model import Evidence, Named
from shared.kernel.snowflakes import Snowflake

MAX_FILE_BYTES: Final = 8 * 1024 * 1024
MAX_MESSAGES: Final = 1_000  # of one piece of evidence: as many as are opened at once
MAX_TITLE: Final = 100
MAX_URL: Final = 1_000

Title = Annotated[str, msgspec.Meta(max_length=MAX_TITLE)]


class FileType(StrEnum):
    """Nothing that a browser would run."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    MP4 = "video/mp4"
    WEBM = "video/webm"
    MP3 = "audio/mpeg"
    OGG = "audio/ogg"
    PDF = "application/pdf"
    TEXT = "text/plain"


class NewMessage(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="message", tag_field="kind"
):
    """A message that is still there: it is read from Discord as it is now."""

    channel_id: Snowflake
    message_id: Snowflake


class NewLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="link", tag_field="kind"):
    """https only."""

    url: Annotated[str, msgspec.Meta(max_length=MAX_URL)]
    title: Title = ""


class NewFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="file", tag_field="kind"):
    """A file that will be uploaded; `size` in bytes."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TITLE)]
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_FILE_BYTES)]
    content_type: FileType


class NewEvidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`hidden`: the person whom the case is about never sees it."""

    item: NewMessage | NewLink | NewFile
    hidden: bool = True


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """Where a file goes: a POST form with these `fields` and, last, the `file`; then it is to be confirmed."""

    evidence_id: str
    url: str
    fields: dict[str, str]
    expires_at: datetime


class AddedEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """Either one: a file is evidence once its upload is confirmed."""

    evidence: Evidence | None
    upload: Upload | None


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A message's attachment, which is Discord's own; `size` in bytes."""

    filename: str
    size: int
    url: str
    content_type: str | None


class KeptEmbed(msgspec.Struct, frozen=True, kw_only=True):
    title: str | None = None
    description: str | None = None
    url: str | None = None


class KeptMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it was when somebody kept it."""

    message_id: Snowflake
    channel_id: Snowflake
    channel_name: str
    author: Named
    content: str
    created_at: datetime
    edited_at: datetime | None = None
    attachments: list[KeptFile] = []
    embeds: list[KeptEmbed] = []


class EvidenceContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a piece of evidence shows: messages, or a `url`, which is a file's until `expires_at`.

    `is_intact` is None where there is nothing to compare, False where what is kept is gone or is not what was kept.
    `withheld`: so many messages are from channels that whoever asks does not see.
    """

    evidence: Evidence
    messages: list[KeptMessage]
    url: str | None
    expires_at: datetime | None
    is_intact: bool | None
    withheld: int
