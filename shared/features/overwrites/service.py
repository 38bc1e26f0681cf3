"""Put and delete overwrites: checked first, then recorded, then asked of Discord."""

import msgspec

from shared.adapters.discord.resources.channels import Channel, Channels, Overwrite
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.differences import differences
from shared.features.actions.model import ActionKind, Intention, Target, TargetKind
from shared.features.channels import overwriting
from shared.features.channels.fields import MAX_OVERWRITES
from shared.features.channels.model import ChannelOverwrite, DiscordChannel, OverwriteKind
from shared.features.channels.rules import channel_in
from shared.features.channels.service import Unchanged
from shared.features.channels.views import described, described_overwrite, overwrite_of
from shared.features.overwrites.model import OverwriteEdit
from shared.features.snapshots.rules import Scene
from shared.features.snapshots.service import Scenes
from shared.kernel.authority import GuildMember
from shared.kernel.errors import NotFoundError
from shared.kernel.fields import Problem, refuse
from shared.kernel.snowflakes import Snowflake


class OverwriteService:
    """All raise `GuildForbiddenError`, `NotFoundError`, `StaleViewError`, or what `overwriting.check_change` does.

    `unchanged` is given the whole channel; the whole channel as it is then is returned.
    """

    def __init__(self, scenes: Scenes, changes: GuildChanges) -> None:
        self._scenes = scenes
        self._changes = changes

    def put(
        self, author: Author, channel_id: Snowflake, concerned: Snowflake, wanted: OverwriteEdit, unchanged: Unchanged
    ) -> DiscordChannel:
        scene, channel = self._begin(author, channel_id, unchanged)
        before = _find(channel, concerned)
        given = ChannelOverwrite(id=concerned, type=wanted.type, allow=wanted.allow, deny=wanted.deny)
        refuse(overwriting.value_problems(given, before))
        refuse({"type": None if before is None or before.type == overwrite_of(given).type else Problem.NOT_HERE})
        is_full = before is None and len(channel.permission_overwrites) >= MAX_OVERWRITES
        refuse({"id": Problem.FULL if is_full else None})
        standings = self._standings(scene, overwrite_of(given))
        _require_there(scene, given, standings)
        after = overwrite_of(given)
        overwriting.check_place(scene, channel)
        overwriting.check_change(scene, channel, before, after, standings)
        if before is not None and not overwriting.touched_bits(before, after):
            return described(channel, author.guild_id)
        with self._changes.carried_out(_intention(author, channel, before, after)) as errands:
            errands.at(Channels).put_overwrite(channel_id, after)
            return described(errands.at(Channels).get(channel_id), author.guild_id)

    def delete(
        self, author: Author, channel_id: Snowflake, concerned: Snowflake, unchanged: Unchanged
    ) -> DiscordChannel:
        scene, channel = self._begin(author, channel_id, unchanged)
        before = _find(channel, concerned)
        if before is None:
            raise NotFoundError
        overwriting.check_place(scene, channel)
        overwriting.check_change(scene, channel, before, None, self._standings(scene, before))
        with self._changes.carried_out(_intention(author, channel, before, None)) as errands:
            errands.at(Channels).delete_overwrite(channel_id, concerned)
            return described(errands.at(Channels).get(channel_id), author.guild_id)

    def _begin(self, author: Author, channel_id: Snowflake, unchanged: Unchanged) -> tuple[Scene, Channel]:
        scene = self._scenes.fresh(author.guild_id, author.user_id)
        channel = channel_in(scene, channel_id)
        unchanged(described(channel, author.guild_id))
        return scene, channel

    def _standings(self, scene: Scene, concerned: Overwrite) -> dict[Snowflake, GuildMember]:
        return self._scenes.standings(scene.guild_id, [concerned.id] if concerned.type else [])


def _find(channel: Channel, concerned: Snowflake) -> Overwrite | None:
    return next((each for each in channel.permission_overwrites if each.id == concerned), None)


def _require_there(scene: Scene, given: ChannelOverwrite, standings: dict[Snowflake, GuildMember]) -> None:
    """Raise `NotFoundError` where there is no such role, or no such member."""
    if given.type is OverwriteKind.ROLE:
        scene.role(given.id)
    elif given.id not in standings:
        raise NotFoundError


def _intention(author: Author, channel: Channel, before: Overwrite | None, after: Overwrite | None) -> Intention:
    old, new = (None if each is None else described_overwrite(each) for each in (before, after))
    changed_before, changed_after = differences(old, new)
    shown = new or old
    named = {} if shown is None else msgspec.structs.asdict(shown)
    who = {"id": str(named["id"]), "type": named["type"]} if named else {}
    return author.intends(
        ActionKind.OVERWRITE_DELETE if after is None else ActionKind.OVERWRITE_EDIT,
        Target(kind=TargetKind.CHANNEL, id=str(channel.id), name=channel.name),
        before=None if changed_before is None else who | changed_before,
        after=None if changed_after is None else who | changed_after,
    )
