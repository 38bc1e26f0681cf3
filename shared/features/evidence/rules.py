"""Pure decisions about evidence: what may be kept, and what is kept of a message."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from shared.adapters.discord.resources.channels import Channel
from shared.adapters.discord.resources.messages import Message
from shared.features.cases.model import MAX_EVIDENCE, Case, Evidence, Named
from shared.features.channels.rules import channel_in
from shared.features.evidence.model import MAX_MESSAGES, KeptEmbed, KeptFile, KeptMessage
from shared.features.snapshots.rules import Scene, Who
from shared.kernel.errors import ConflictError, GuildForbiddenError, NotFoundError, PermissionMissingError
from shared.kernel.fields import Problem, refuse
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

# discord.com/developers/docs/resources/channel#channel-object-channel-types
PRIVATE: Final = 12
THREADS: Final = (10, 11, PRIVATE)
LONGEST_SUMMARY: Final = 1_000  # of an embed's description


def check_open(case: Case) -> None:
    """Raise `ConflictError` for a case in the recycle bin."""
    if case.deleted_at is not None:
        raise ConflictError("This case is in the recycle bin.")


def check_room(case: Case) -> None:
    """Raise `ConflictError` as `check_open` does, `InvalidInputError` where the case can have no more evidence."""
    check_open(case)
    refuse({"item": Problem.FULL if len(case.evidence) >= MAX_EVIDENCE else None})


def check_removal(case: Case, user_id: Snowflake) -> None:
    """Raise `ConflictError` as `check_open` does, `PermissionMissingError` for whom the case is about."""
    check_open(case)
    if case.user is not None and case.user.user_id == user_id:
        raise PermissionMissingError("Nobody removes evidence against themselves.", details={"who": "you", "own": True})


def check_messages(count: int) -> None:
    """Raise `InvalidInputError`."""
    refuse({"messages": Problem.TOO_SHORT if count == 0 else Problem.TOO_LONG if count > MAX_MESSAGES else None})


def check_link(url: str) -> None:
    """Raise `InvalidInputError` for what is no plain address of a page: other schemes, credentials, odd characters."""
    refuse({"url": None if _is_plain(url) else Problem.UNKNOWN})


def parent_of(scene: Scene, thread: Channel) -> Channel:
    """Return the channel that a thread is in, whose permissions are the thread's.

    Raise `GuildForbiddenError` for what is no thread of this guild, or none that the person sees.
    """
    if thread.guild_id != scene.guild_id or thread.type not in THREADS or thread.parent_id is None:
        raise GuildForbiddenError
    parent = channel_in(scene, thread.parent_id)
    if thread.type == PRIVATE and Permission.MANAGE_THREADS not in scene.permissions(Who.YOU, parent):
        raise GuildForbiddenError
    return parent


def found_in(case: Case, evidence_id: str) -> Evidence:
    """Raise `NotFoundError`."""
    for each in case.evidence:
        if each.id == evidence_id:
            return each
    raise NotFoundError


def seen_by(scene: Scene, messages: Sequence[KeptMessage]) -> list[KeptMessage]:
    """Return those of messages that are from no channel that the person does not see; of threads nobody can tell."""
    unseen = {
        channel.id
        for channel in scene.snapshot.channels
        if Permission.VIEW_CHANNEL not in scene.permissions(Who.YOU, channel)
    }
    return [message for message in messages if message.channel_id not in unseen]


def kept(message: Message, channel_name: str) -> KeptMessage:
    return KeptMessage(
        message_id=message.id,
        channel_id=message.channel_id,
        channel_name=channel_name,
        author=Named(user_id=message.author.id, name=message.author.username),
        content=message.content,
        created_at=message.timestamp,
        edited_at=message.edited_timestamp,
        attachments=[
            KeptFile(filename=each.filename, size=each.size, url=each.url, content_type=each.content_type)
            for each in message.attachments
        ],
        embeds=[
            KeptEmbed(
                title=_text(embed.get("title")),
                description=_text(embed.get("description")),
                url=_text(embed.get("url")),
            )
            for embed in message.embeds
        ],
    )


def _is_plain(url: str) -> bool:
    if not url.isascii() or not url.isprintable() or any(letter in url for letter in ' \\"<>^`{|}'):
        return False
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return False
    is_a_page = parts.scheme == "https" and "." in (parts.hostname or "")
    return is_a_page and port in (None, 443) and "@" not in parts.netloc


def _text(value: object) -> str | None:
    return value[:LONGEST_SUMMARY] if isinstance(value, str) else None
