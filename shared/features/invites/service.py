"""List, make and delete invites: checked first, then recorded, then asked of Discord."""

from collections.abc import Callable

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.resources.invites import Invite, Invites, NewInvite
from shared.features.actions.authors import Author
from shared.features.actions.carrying_out import GuildChanges
from shared.features.actions.model import ActionKind, Target, TargetKind
from shared.features.channels.rules import channel_in
from shared.features.invites.model import InviteList, InviteView, NewInviteBody
from shared.features.snapshots.rules import Scene, require_not_denied, require_of_bot
from shared.features.snapshots.service import Scenes
from shared.kernel import json
from shared.kernel.errors import NotFoundError
from shared.kernel.permissions import Permission
from shared.kernel.snowflakes import DISCORD_EPOCH, Snowflake

Unchanged = Callable[[InviteView], None]


class InviteService:
    """All raise `PermissionMissingError`, and what Discord's client does; of a channel `GuildForbiddenError`."""

    def __init__(self, scenes: Scenes, client: Callable[[], DiscordClient], changes: GuildChanges) -> None:
        self._scenes = scenes
        self._client = client
        self._changes = changes

    def of_guild(self, guild_id: Snowflake, author_id: Snowflake) -> InviteList:
        """Return the invites into channels that the author can see."""
        scene = self._scenes.of(guild_id, author_id)
        return _listed([described(each) for each in self._all(scene) if _is_seen(scene, each)])

    def of_channel(self, guild_id: Snowflake, author_id: Snowflake, channel_id: Snowflake) -> InviteList:
        scene = self._scenes.of(guild_id, author_id)
        require_of_bot(scene, Permission.MANAGE_CHANNELS, channel_in(scene, channel_id))
        return _listed([described(each) for each in Invites(self._client()).of_channel(channel_id)])

    def create(self, author: Author, channel_id: Snowflake, wanted: NewInviteBody) -> InviteView:
        scene = self._scenes.of(author.guild_id, author.user_id)
        channel = channel_in(scene, channel_id)
        require_not_denied(scene, Permission.CREATE_INSTANT_INVITE, channel)
        for permission in (Permission.VIEW_CHANNEL, Permission.CREATE_INSTANT_INVITE):
            require_of_bot(scene, permission, channel)
        asked = NewInvite(max_age=wanted.max_age, max_uses=wanted.max_uses, temporary=wanted.temporary, unique=True)
        target = Target(kind=TargetKind.CHANNEL, id=str(channel_id), name=channel.name)
        with self._changes.carried_out(author.intends(ActionKind.INVITE_CREATE, target)) as errands:
            made = described(errands.at(Invites).create(channel_id, asked))
            errands.note(target=Target(kind=TargetKind.INVITE, id=made.code), after=json.to_builtins(made))
        return made

    def delete(self, author: Author, code: str, unchanged: Unchanged) -> None:
        """Raise `NotFoundError` for a code that is none of this guild's."""
        scene = self._scenes.of(author.guild_id, author.user_id)
        invite = next((each for each in self._all(scene) if each.code == code and _is_seen(scene, each)), None)
        if invite is None:
            raise NotFoundError("There is no such invite.")
        before = described(invite)
        unchanged(before)
        target = Target(kind=TargetKind.INVITE, id=code)
        intention = author.intends(ActionKind.INVITE_DELETE, target, before=json.to_builtins(before))
        with self._changes.carried_out(intention) as errands:
            errands.at(Invites).delete(code)

    def _all(self, scene: Scene) -> list[Invite]:
        require_of_bot(scene, Permission.MANAGE_GUILD)
        return Invites(self._client()).of_guild(scene.guild_id)


def described(invite: Invite) -> InviteView:
    return InviteView(
        code=invite.code,
        channel_id=None if invite.channel is None else invite.channel.id,
        inviter_id=None if invite.inviter is None else invite.inviter.id,
        inviter=None if invite.inviter is None else invite.inviter.username,
        uses=invite.uses or 0,
        max_uses=invite.max_uses or 0,
        max_age=invite.max_age or 0,
        temporary=invite.temporary,
        created_at=invite.created_at,
        expires_at=invite.expires_at,
    )


def _listed(invites: list[InviteView]) -> InviteList:
    newest_first = sorted(invites, key=lambda each: each.created_at or DISCORD_EPOCH, reverse=True)
    return InviteList(items=newest_first, next_cursor=None)


def _is_seen(scene: Scene, invite: Invite) -> bool:
    """Whether the person may know of it: one into a channel that they cannot see would tell of the channel."""
    if invite.channel is None:
        return True
    try:
        scene.channel(invite.channel.id)
    except NotFoundError:
        return False
    return True
