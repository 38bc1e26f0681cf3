"""The bodies that make messages, and the drafts that become of them."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import components, embeds
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.embeds import EmbedForm
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.uploads import Upload
from infra.discord_sim.world.actions.drafts import AllowedMentions, Draft
from infra.discord_sim.world.errors import invalid_form
from infra.discord_sim.world.model import Attachment, Message
from infra.discord_sim.world.world import World

_MAX_ATTACHMENTS = 10
_MAX_BYTES = 10_485_760  # discord.com/developers/docs/reference#uploading-files


class AllowedMentionsForm(msgspec.Struct, frozen=True, kw_only=True):
    """Which mentions may notify."""

    parse: list[Literal["users", "roles", "everyone"]] | None = None
    users: Annotated[list[Id], Meta(max_length=100)] | None = None
    roles: Annotated[list[Id], Meta(max_length=100)] | None = None
    replied_user: bool | None = None


class ReferenceForm(msgspec.Struct, frozen=True, kw_only=True):
    """The message that is answered."""

    message_id: Id
    channel_id: Id | None = None
    guild_id: Id | None = None
    type: int | None = 0
    fail_if_not_exists: bool | None = True


class AttachmentForm(msgspec.Struct, frozen=True, kw_only=True):
    """A file that comes with the body (`id` is its number), or stays (`id` is its snowflake)."""

    id: Id
    filename: str | None = None
    description: Annotated[str, Meta(max_length=1024)] | None = None


class MessageForm(msgspec.Struct, frozen=True, kw_only=True):
    """A message to send; limits of texts are checked with the draft."""

    content: str | None = None
    embeds: list[EmbedForm] | None = None
    components: list[dict[str, Any]] | None = None
    attachments: list[AttachmentForm] | None = None
    allowed_mentions: AllowedMentionsForm | None = None
    message_reference: ReferenceForm | None = None
    flags: int | None = None
    nonce: int | Annotated[str, Meta(max_length=25)] | None = None
    tts: bool | None = None


class MessageEditForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about a message; null empties a part."""

    content: str | UnsetType | None = UNSET
    embeds: list[EmbedForm] | UnsetType | None = UNSET
    components: list[dict[str, Any]] | UnsetType | None = UNSET
    attachments: list[AttachmentForm] | UnsetType | None = UNSET
    allowed_mentions: AllowedMentionsForm | UnsetType | None = UNSET
    flags: int | UnsetType | None = UNSET


def draft(call: Call, form: MessageForm) -> Draft:
    """Make a draft of a form and the files that came with it."""
    reference = form.message_reference
    return Draft(
        content=form.content or "",
        embeds=embeds.stored(form.embeds or []),
        components=components.numbered(form.components or []),
        attachments=_uploaded(call.world, call.uploads, form.attachments or []),
        allowed_mentions=_allowed(form.allowed_mentions),
        reply_to=reference.message_id if reference else None,
        fail_if_not_exists=reference.fail_if_not_exists is not False if reference else True,
        flags=form.flags or 0,
        nonce=form.nonce,
        tts=bool(form.tts),
    )


def edited(call: Call, form: MessageEditForm, message: Message) -> Draft:
    """Make a draft of a message with the form's changes."""
    described = None if form.attachments is UNSET else form.attachments or []
    kept = {one.id for one in described} if described is not None else {one.id for one in message.attachments}
    allowed = None if form.allowed_mentions is UNSET else form.allowed_mentions
    return Draft(
        content=message.content if form.content is UNSET else form.content or "",
        embeds=message.embeds if form.embeds is UNSET else embeds.stored(form.embeds or []),
        components=message.components if form.components is UNSET else components.numbered(form.components or []),
        attachments=[one for one in message.attachments if one.id in kept]
        + _uploaded(call.world, call.uploads, described or []),
        allowed_mentions=_allowed(allowed),
        reply_to=message.reference_id,
        fail_if_not_exists=False,
        flags=message.flags if form.flags is UNSET else form.flags or 0,
        nonce=message.nonce,
        tts=message.tts,
    )


def _allowed(form: AllowedMentionsForm | None) -> AllowedMentions | None:
    if form is None:
        return None
    return AllowedMentions(
        parse=tuple(form.parse or ()),
        users=tuple(form.users or ()),
        roles=tuple(form.roles or ()),
        replied_user=bool(form.replied_user),
    )


def _uploaded(world: World, uploads: tuple[Upload, ...], described: list[AttachmentForm]) -> list[Attachment]:
    """Store files on the CDN, with the names and descriptions that the JSON gives them."""
    if len(uploads) > _MAX_ATTACHMENTS:
        message = f"Must be {_MAX_ATTACHMENTS} or fewer in length."
        raise invalid_form("attachments", "BASE_TYPE_MAX_LENGTH", message)
    if sum(len(one.data) for one in uploads) > _MAX_BYTES:
        raise invalid_form("attachments", "ATTACHMENT_SIZE_EXCEEDED", "Request entity too large")
    by_number = {one.id: one for one in described}
    return [_store(world, upload, by_number.get(upload.number)) for upload in uploads]


def _store(world: World, upload: Upload, form: AttachmentForm | None) -> Attachment:
    attachment = Attachment(
        id=world.snowflakes.next(),
        filename=(form and form.filename) or upload.filename,
        size=len(upload.data),
        content_type=upload.content_type,
        description=form.description if form else None,
    )
    world.files[str(attachment.id)] = upload.data
    return attachment
