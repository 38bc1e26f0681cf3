"""List and change a guild's channels: checked first, then recorded, then asked of Discord."""

from collections.abc import Callable

import msgspec
from msgspec import UNSET, UnsetType

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.channels import Channel, ChannelChange, ChannelPosition, Channels
from shared.adapters.discord.resources.threads import Threads
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.differences import Fields, differences
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.channels import rules
from shared.features.channels.model import (
    ChannelEdit,
    ChannelMove,
    ChannelMoves,
    ChannelOverwrite,
    ChannelTree,
    DiscordChannel,
    NewChannel,
    OverwriteKind,
    ThreadList,
)
from shared.features.channels.views import described, overwrite_of, threads_of, tree_of
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel import json
from shared.kernel.authority import GuildMember
from shared.kernel.snowflakes import Snowflake

Unchanged = Callable[[DiscordChannel], None]
"""Is given the channel as it is now, before anything is done; raises where the author saw another."""

_NO_FIELDS = frozenset({"reason", "permission_overwrites"})


class ChannelService:
    """All raise `GuildForbiddenError` for a channel that is not there, or not for the author to see.

    Writes raise what their rule in `rules` does, and what Discord's client does.
    """

    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient], changes: GuildChanges) -> None:
        self._scenes = scenes
        self._client = client
        self._changes = changes

    def tree(self, guild_id: Snowflake, user_id: Snowflake) -> ChannelTree:
        """Return the channels that a user can see."""
        return tree_of(self._scenes.of(guild_id, user_id))

    def threads(self, guild_id: Snowflake, user_id: Snowflake) -> ThreadList:
        """Return the threads of these channels, as Discord lists them now."""
        scene = self._scenes.of(guild_id, user_id)
        return threads_of(scene, Threads(self._client()).active(guild_id).threads)

    def read(self, guild_id: Snowflake, user_id: Snowflake, channel_id: Snowflake) -> DiscordChannel:
        scene = self._scenes.of(guild_id, user_id)
        return described(rules.channel_in(scene, channel_id), guild_id)

    def create(self, author: Author, wanted: NewChannel) -> DiscordChannel:
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        rules.check_new(scene, wanted, self._standings(scene, wanted.permission_overwrites))
        change = msgspec.structs.replace(
            _change_of(wanted),
            permission_overwrites=tuple(map(overwrite_of, wanted.permission_overwrites)) or UNSET,
        )
        target = Target(kind=TargetKind.CHANNEL, id="", name=_or_none(wanted.name))
        with self._changes.carried_out(author.intends(ActionKind.CHANNEL_CREATE, target)) as errands:
            made = described(errands.at(Channels).create(author.guild_id, change), author.guild_id)
            errands.note(target=_target(made), after=json.to_builtins(made))
        return made

    def edit(self, author: Author, channel_id: Snowflake, wanted: ChannelEdit, unchanged: Unchanged) -> DiscordChannel:
        """Change what differs; where nothing does, nothing is asked of Discord."""
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        channel = rules.channel_in(scene, channel_id)
        before = described(channel, author.guild_id)
        unchanged(before)
        rules.check_edit(scene, channel, wanted)
        change = _differing(channel, _change_of(wanted))
        if change == ChannelChange():
            return before
        intention = author.intends(ActionKind.CHANNEL_EDIT, _target(before))
        with self._changes.carried_out(intention) as errands:
            after = described(errands.at(Channels).edit(channel_id, change), author.guild_id)
            old, new = differences(before, after)
            errands.note(before=old, after=new)
        return after

    def move(self, author: Author, moves: ChannelMoves, unchanged: Callable[[ChannelTree], None]) -> ChannelTree:
        """Move channels in one step; return the tree that there is then."""
        guild_id = author.guild_id
        scene = self._scenes.fresh(guild_id, author.user_id)
        unchanged(tree_of(scene))
        rules.check_moves(scene, moves.positions, self._standings_of_moves(scene, moves))
        target = Target(kind=TargetKind.GUILD, id=str(guild_id), name=scene.snapshot.guild.name)
        ids = [each.id for each in moves.positions]
        intention = author.intends(ActionKind.CHANNEL_MOVE, target, before=_places(scene, ids))
        with self._changes.carried_out(intention) as errands:
            errands.at(Channels).move(guild_id, [_position(each) for each in moves.positions])
            moved = self._scenes.fresh(guild_id, author.user_id)
            errands.note(after=_places(moved, ids))
        return tree_of(moved)

    def delete(self, author: Author, channel_id: Snowflake, unchanged: Unchanged) -> None:
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        channel = rules.channel_in(scene, channel_id)
        before = described(channel, author.guild_id)
        unchanged(before)
        rules.check_delete(scene, channel)
        gone = json.to_builtins(before)
        intention = author.intends(ActionKind.CHANNEL_DELETE, _target(before), before=gone)
        with self._changes.carried_out(intention) as errands:
            errands.at(Channels).delete(channel_id)

    def _standings(self, scene: Scene, overwrites: list[ChannelOverwrite]) -> dict[Snowflake, GuildMember]:
        return self._scenes.standings(
            scene.guild_id, {each.id for each in overwrites if each.type is OverwriteKind.MEMBER}
        )

    def _standings_of_moves(self, scene: Scene, moves: ChannelMoves) -> dict[Snowflake, GuildMember]:
        """Ask for the members whose overwrites change because a channel takes over those of a category."""
        channels = {each.id: each for each in scene.snapshot.channels}
        pairs = [
            pair
            for move in moves.positions
            if move.lock_permissions and move.id in channels and move.parent_id in channels
            for pair in rules.adopted(channels[move.id], channels[Snowflake(move.parent_id)])
        ]
        concerned = [after or before for before, after in pairs]
        return self._scenes.standings(scene.guild_id, {each.id for each in concerned if each and each.type})


def _target(channel: DiscordChannel) -> Target:
    return Target(kind=TargetKind.CHANNEL, id=str(channel.id), name=channel.name)


def _change_of(wanted: ChannelEdit) -> ChannelChange:
    given = {name: value for name, value in msgspec.structs.asdict(wanted).items() if name not in _NO_FIELDS}
    return ChannelChange(**given)


def _differing(channel: Channel, change: ChannelChange) -> ChannelChange:
    """Leave out what is so already: Discord counts every mention of a name."""
    given = msgspec.structs.asdict(change)
    return ChannelChange(
        **{name: value for name, value in given.items() if value is not UNSET and value != getattr(channel, name)}
    )


def _position(move: ChannelMove) -> ChannelPosition:
    return ChannelPosition(
        id=move.id,
        position=move.position,
        parent_id=move.parent_id,
        lock_permissions=True if move.lock_permissions else UNSET,
    )


def _places(scene: Scene, ids: list[Snowflake]) -> Fields:
    """Say where channels are, for the record."""
    return {
        str(each.id): {
            "name": each.name,
            "position": each.position,
            "parent_id": None if each.parent_id is None else str(each.parent_id),
        }
        for each in scene.snapshot.channels
        if each.id in ids
    }


def _or_none(name: str | UnsetType) -> str | None:
    return None if isinstance(name, UnsetType) else name
