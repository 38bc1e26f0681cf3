"""Read, send and delete messages: checked first, then recorded, then asked of Discord."""

from collections.abc import Callable

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.payloads import UNSET
from shared.adapters.discord.resources.channels import Channel
from shared.adapters.discord.resources.messages import (
    AllowedMentions,
    Message,
    MessageReference,
    Messages,
    NewMessage,
)
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.channels.rules import channel_in, check_reading
from shared.features.conversations import rules
from shared.features.conversations.model import (
    AttachedFile,
    BulkDeletion,
    ChannelMessage,
    MessagePage,
    NewMessageBody,
)
from shared.features.members.people import person_of
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel.errors import DiscordNotFoundError, NotFoundError
from shared.kernel.snowflakes import Snowflake

Unchanged = Callable[[ChannelMessage], None]


class ConversationService:
    """All raise `GuildForbiddenError` for a channel that is not there, or not for the author to see.

    `new_nonce` returns up to 25 characters that nobody else uses.
    """

    def __init__(
        self,
        scenes: Scenes,
        client: Callable[[], DiscordClient],
        changes: GuildChanges,
        new_nonce: Callable[[], str],
    ) -> None:
        self._scenes = scenes
        self._client = client
        self._changes = changes
        self._new_nonce = new_nonce

    def page(
        self, guild_id: Snowflake, author_id: Snowflake, channel_id: Snowflake, *, before: Snowflake | None, limit: int
    ) -> MessagePage:
        """Return messages, the newest first."""
        scene = self._scenes.of(guild_id, author_id)
        check_reading(scene, channel_in(scene, channel_id))
        found = Messages(self._client()).page(channel_id, before=before, limit=limit)
        following = str(found[-1].id) if len(found) == limit else None
        return MessagePage(items=[described(message) for message in found], next_cursor=following)

    def send(self, author: Author, channel_id: Snowflake, wanted: NewMessageBody) -> ChannelMessage:
        """Let the bot say something, once, however often it takes to reach Discord."""
        channel = self._found(author, channel_id, lambda scene, it: rules.check_sending(scene, it, wanted))
        with self._changes.carried_out(author.intends(ActionKind.MESSAGE_SEND, _target(channel))) as errands:
            sent = errands.at(Messages).send(channel_id, _message(wanted, self._new_nonce()))
            errands.note(after={"message_id": str(sent.id)})
        return described(sent)

    def delete(self, author: Author, channel_id: Snowflake, message_id: Snowflake, unchanged: Unchanged) -> None:
        """Raise `NotFoundError` for a message that is not there."""
        channel = self._found(author, channel_id, rules.check_deleting)
        message = self._message(channel_id, message_id)
        unchanged(described(message))
        gone: dict[str, object] = {"message_id": str(message_id), "author_id": str(message.author.id)}
        with self._changes.carried_out(
            author.intends(ActionKind.MESSAGE_DELETE, _target(channel), before=gone)
        ) as errands:
            errands.at(Messages).delete(channel_id, message_id)

    def delete_many(self, author: Author, channel_id: Snowflake, wanted: BulkDeletion) -> None:
        """What is gone already is passed over."""
        channel = self._found(author, channel_id, lambda scene, it: rules.check_deleting_many(scene, it, wanted))
        gone: dict[str, object] = {"message_ids": [str(message_id) for message_id in wanted.message_ids]}
        with self._changes.carried_out(
            author.intends(ActionKind.MESSAGE_DELETE_BULK, _target(channel), before=gone)
        ) as errands:
            errands.at(Messages).bulk_delete(channel_id, wanted.message_ids)

    def _found(self, author: Author, channel_id: Snowflake, check: Callable[[Scene, Channel], None]) -> Channel:
        scene = self._scenes.of(author.guild_id, author.user_id)
        channel = channel_in(scene, channel_id)
        check(scene, channel)
        return channel

    def _message(self, channel_id: Snowflake, message_id: Snowflake) -> Message:
        try:
            return Messages(self._client()).get(channel_id, message_id)
        except DiscordNotFoundError as error:
            raise NotFoundError("There is no such message.") from error


def described(message: Message) -> ChannelMessage:
    reference = message.message_reference
    return ChannelMessage(
        id=message.id,
        channel_id=message.channel_id,
        author=person_of(message.author),
        content=message.content,
        created_at=message.timestamp,
        edited_at=message.edited_timestamp,
        pinned=message.pinned,
        reply_to=None if reference is None else reference.message_id,
        attachments=[
            AttachedFile(filename=each.filename, size=each.size, url=each.url, content_type=each.content_type)
            for each in message.attachments
        ],
        embeds=len(message.embeds),
    )


def _message(wanted: NewMessageBody, nonce: str) -> NewMessage:
    mentions = AllowedMentions(users=tuple(wanted.mention_user_ids), roles=tuple(wanted.mention_role_ids))
    reply = UNSET if wanted.reply_to is None else MessageReference(message_id=wanted.reply_to)
    return NewMessage(
        content=wanted.content,
        message_reference=reply,
        allowed_mentions=mentions,
        nonce=nonce,
    )


def _target(channel: Channel) -> Target:
    """The target is the channel: of messages nothing is told but their ids."""
    return Target(kind=TargetKind.CHANNEL, id=str(channel.id), name=channel.name)
