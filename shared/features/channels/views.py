"""From Discord's channels to ours."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from msgspec import structs

from shared.adapters.discord.payloads import Bits
from shared.adapters.discord.resources.channels import Channel, Overwrite
from shared.adapters.discord.resources.threads import Thread
from shared.features.channels.kinds import CATEGORY, SPOKEN, key_permission
from shared.features.channels.model import (
    ActiveThread,
    ChannelOverwrite,
    ChannelTree,
    DiscordChannel,
    OverwriteKind,
    ThreadList,
    TreeBranch,
    TreeChannel,
)
from shared.features.snapshots.rules import Scene, overwrites_of
from shared.kernel.authority import channel_permissions
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import Snowflake

_MEMBER: Final = 1  # Discord's number of an overwrite for a member


def described(channel: Channel, guild_id: Snowflake) -> DiscordChannel:
    overwrites = sorted(channel.permission_overwrites, key=lambda each: each.id)
    return DiscordChannel(
        id=channel.id,
        guild_id=guild_id,
        type=channel.type,
        name=channel.name or "",
        position=channel.position,
        parent_id=channel.parent_id,
        topic=channel.topic,
        nsfw=channel.nsfw,
        rate_limit_per_user=channel.rate_limit_per_user,
        bitrate=channel.bitrate,
        user_limit=channel.user_limit,
        default_auto_archive_duration=channel.default_auto_archive_duration,
        default_thread_rate_limit_per_user=channel.default_thread_rate_limit_per_user,
        permission_overwrites=[described_overwrite(each) for each in overwrites],
    )


def described_overwrite(overwrite: Overwrite) -> ChannelOverwrite:
    kind = OverwriteKind.MEMBER if overwrite.type == _MEMBER else OverwriteKind.ROLE
    return ChannelOverwrite(id=overwrite.id, type=kind, allow=str(int(overwrite.allow)), deny=str(int(overwrite.deny)))


def overwrite_of(given: ChannelOverwrite) -> Overwrite:
    """Return what Discord is told."""
    kind = _MEMBER if given.type is OverwriteKind.MEMBER else 0
    return Overwrite(id=given.id, type=kind, allow=Bits(given.allow), deny=Bits(given.deny))


def tree_of(scene: Scene) -> ChannelTree:
    """Return what the person can see; a category is shown, as Discord does, where one of its channels is."""
    channels = scene.snapshot.channels
    seen = visible_ids(scene)
    parents = {each.parent_id for each in channels if each.id in seen}
    shown = [each for each in channels if each.id in seen or (each.type == CATEGORY and each.id in parents)]
    below: dict[Snowflake | None, list[Channel]] = defaultdict(list)
    for each in shown:
        below[each.parent_id].append(each)
    tops = sorted(_ordered(below[None]), key=lambda each: each.type == CATEGORY)  # categories come last
    return ChannelTree(items=[_branch(scene, each, below[each.id]) for each in tops], next_cursor=None)


def threads_of(scene: Scene, threads: Iterable[Thread]) -> ThreadList:
    seen = visible_ids(scene)
    return ThreadList(
        items=[
            ActiveThread(
                id=each.id,
                parent_id=each.parent_id,
                type=each.type,
                name=each.name,
                owner_id=each.owner_id,
                is_locked=each.thread_metadata.locked,
                message_count=each.message_count,
                member_count=each.member_count,
            )
            for each in sorted(threads, key=lambda each: each.id)
            if each.parent_id is not None and each.parent_id in seen
        ],
        next_cursor=None,
    )


def visible_ids(scene: Scene) -> set[Snowflake]:
    """Return the channels that the person can see."""
    roles, person = scene.roles, scene.person
    return {
        each.id
        for each in scene.snapshot.channels
        if Permission.VIEW_CHANNEL in channel_permissions(roles, person, overwrites_of(each), scene.now)
    }


def _branch(scene: Scene, channel: Channel, below: Iterable[Channel]) -> TreeBranch:
    top = _in_tree(scene, channel)
    return TreeBranch(**structs.asdict(top), children=[_in_tree(scene, each) for each in _ordered(below)])


def _in_tree(scene: Scene, channel: Channel) -> TreeChannel:
    everyone = next((each for each in channel.permission_overwrites if each.id == scene.guild_id), None)
    denied = 0 if everyone is None else everyone.deny
    return TreeChannel(
        id=channel.id,
        type=channel.type,
        name=channel.name or "",
        position=channel.position,
        parent_id=channel.parent_id,
        nsfw=channel.nsfw,
        rate_limit_per_user=channel.rate_limit_per_user,
        is_private=bool(denied & Permission.VIEW_CHANNEL),
        is_locked=bool(denied & key_permission(channel.type)),
    )


def _ordered(channels: Iterable[Channel]) -> list[Channel]:
    """Sort as Discord does: what is spoken in below what is written in."""
    return sorted(channels, key=lambda each: (each.type in SPOKEN, each.position, each.id))
