"""What may be said and deleted: refused before Discord is asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.discord.resources.channels import Channel
from shared.features.channels.rules import check_reading
from shared.features.conversations.model import BulkDeletion, NewMessageBody
from shared.features.conversations.rules import (
    check_deleting,
    check_deleting_many,
    check_sending,
)
from shared.features.snapshots.rules import Scene
from shared.kernel.errors import InvalidInputError, PermissionMissingError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import snowflake_at
from tests.factories.snapshots import (
    BOT_ROLE,
    GUILD,
    MEMBERS,
    MODS,
    a_channel,
    a_role,
    a_scene,
    a_snapshot,
    an_overwrite,
)
from tests.fakes.clock import NOON

WRITING = (Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.READ_MESSAGE_HISTORY)


def scene_with(*denied: Permission, bot_has: tuple[Permission, ...] = (Permission.MANAGE_MESSAGES,)) -> Scene:
    """Set the scene in a channel that denies moderators this."""
    roles = [
        a_role(GUILD, 0, *WRITING, name="@everyone"),
        replace(a_role(MEMBERS, 1, name="Members"), mentionable=True),
        a_role(MODS, 2, name="Mods"),
        a_role(BOT_ROLE, 3, *bot_has, name="Bot"),
    ]
    channel = a_channel(70, an_overwrite(MODS, deny=sum(denied)))
    return a_scene(a_snapshot(channel, roles=roles))


def test_a_grant_of_ours_stands_in_for_discord_s_permission() -> None:
    scene = scene_with()

    check_deleting(scene, scene.snapshot.channels[0])


@pytest.mark.parametrize(
    ("denied", "check"),
    [
        (Permission.READ_MESSAGE_HISTORY, check_reading),
        (Permission.MANAGE_MESSAGES, check_deleting),
    ],
)
def test_what_a_channel_denies_no_grant_gives(denied: Permission, check: Callable[[Scene, Channel], None]) -> None:
    scene = scene_with(denied)

    with pytest.raises(PermissionMissingError) as caught:
        check(scene, scene.snapshot.channels[0])

    assert caught.value.details == {"who": "you", "channel_id": "70", "channel": "staff", "permission": denied.name}


def test_what_the_bot_lacks_is_named() -> None:
    scene = scene_with(bot_has=())

    with pytest.raises(PermissionMissingError) as caught:
        check_deleting(scene, scene.snapshot.channels[0])

    assert (caught.value.details or {})["who"] == "bot"


def test_only_a_role_that_may_be_mentioned_is_by_whoever_may_not_mention_all() -> None:
    scene = scene_with()
    channel = scene.snapshot.channels[0]

    check_sending(scene, channel, NewMessageBody(content="hello", mention_role_ids=[MEMBERS]))

    with pytest.raises(PermissionMissingError):
        check_sending(scene, channel, NewMessageBody(content="hello", mention_role_ids=[MODS]))
    with pytest.raises(InvalidInputError):
        check_sending(scene, channel, NewMessageBody(content="hello", mention_role_ids=[GUILD]))


def test_messages_of_14_days_go_and_no_older_ones() -> None:
    scene = scene_with()
    channel = scene.snapshot.channels[0]
    fresh = snowflake_at(NOON - timedelta(days=13, hours=23))

    check_deleting_many(scene, channel, BulkDeletion(message_ids=[fresh, snowflake_at(NOON)]))

    with pytest.raises(InvalidInputError) as caught:
        check_deleting_many(scene, channel, BulkDeletion(message_ids=[fresh, snowflake_at(NOON - timedelta(days=14))]))
    assert caught.value.details == {"fields": {"message_ids": "too_old"}}
