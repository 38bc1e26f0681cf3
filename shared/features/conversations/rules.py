"""Pure decisions about messages: what may be asked of Discord, and what it would refuse."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from shared.adapters.discord.resources.channels import Channel
from shared.features.conversations.model import MOST_AT_ONCE, BulkDeletion, NewMessageBody
from shared.features.snapshots.rules import Scene, require_not_denied, require_of_bot
from shared.kernel.fields import Problem, refuse
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake, created_at

# discord.com/developers/docs/resources/message#bulk-delete-messages; a minute less, for the way there
OLDEST: Final = timedelta(days=14) - timedelta(minutes=1)
FEWEST: Final = 2


def check_sending(scene: Scene, channel: Channel, wanted: NewMessageBody) -> None:
    """Raise `InvalidInputError` or `PermissionMissingError`; nobody notifies a role whom they could not themselves."""
    refuse({"content": Problem.TOO_SHORT if not wanted.content.strip() else None})
    mentioned = set(wanted.mention_role_ids)
    roles = [role for role in scene.snapshot.guild.roles if role.id != scene.guild_id]
    refuse({"mention_role_ids": Problem.UNKNOWN if mentioned - {role.id for role in roles} else None})
    require_not_denied(scene, Permission.SEND_MESSAGES, channel)
    for permission in (Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES):
        require_of_bot(scene, permission, channel)
    if mentioned - {role.id for role in roles if role.mentionable}:
        require_not_denied(scene, Permission.MENTION_EVERYONE, channel)
        require_of_bot(scene, Permission.MENTION_EVERYONE, channel)


def check_deleting(scene: Scene, channel: Channel) -> None:
    """Raise `PermissionMissingError`."""
    require_not_denied(scene, Permission.MANAGE_MESSAGES, channel)
    for permission in (Permission.VIEW_CHANNEL, Permission.MANAGE_MESSAGES):
        require_of_bot(scene, permission, channel)


def check_deleting_many(scene: Scene, channel: Channel, wanted: BulkDeletion) -> None:
    """Raise `InvalidInputError` or `PermissionMissingError`."""
    refuse({"message_ids": _problem(wanted.message_ids, scene.now)})
    check_deleting(scene, channel)
    require_not_denied(scene, Permission.READ_MESSAGE_HISTORY, channel)


def _problem(message_ids: Sequence[Snowflake], now: datetime) -> Problem | None:
    if len(message_ids) < FEWEST:
        return Problem.TOO_SHORT
    if len(message_ids) > MOST_AT_ONCE:
        return Problem.TOO_LONG
    if len(set(message_ids)) < len(message_ids):
        return Problem.REPEATED
    return Problem.TOO_OLD if created_at(min(message_ids)) < now - OLDEST else None
