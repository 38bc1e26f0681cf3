"""A guild's invites."""

from typing import Annotated, Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import ChannelPath, GuildPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, ReasonQuery, author_of, unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.invites.model import InviteList, InviteView, NewInviteBody
from shared.kernel.snowflakes import Snowflake

routes = Routes("invites")

_OF_GUILD: Final = "/api/discord/guilds/{guild_id}/invites"
_OF_CHANNEL: Final = "/api/discord/channels/{channel_id}/invites"
Code = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{2,64}$", description="What follows discord.gg/")]


class InvitePath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    code: Code


@routes.route("GET", _OF_GUILD, access=Access.GUILD, needs=GuildPermission.MANAGE_CHANNELS, errors=READ_ERRORS)
def list_invites(call: Call, path: GuildPath) -> InviteList:
    """List a guild's invites into channels that the user can see, the newest first."""
    return call.services.moderation.invites.of_guild(path.guild_id, call.user_id)


@routes.route("GET", _OF_CHANNEL, access=Access.CHANNEL, needs=GuildPermission.MANAGE_CHANNELS, errors=READ_ERRORS)
def list_channel_invites(call: Call, path: ChannelPath) -> InviteList:
    """List the invites into a channel, the newest first."""
    return call.services.moderation.invites.of_channel(call.guild_id, call.user_id, path.channel_id)


@routes.route(
    "POST",
    _OF_CHANNEL,
    access=Access.CHANNEL,
    needs=GuildPermission.MANAGE_CHANNELS,
    once=True,
    errors=WRITE_ERRORS,
)
def create_invite(call: Call, path: ChannelPath, body: NewInviteBody) -> InviteView:
    """Create an invite into a channel."""
    return call.services.moderation.invites.create(author_of(call, body.reason), path.channel_id, body)


@routes.route(
    "DELETE",
    f"{_OF_GUILD}/{{code}}",
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_CHANNELS,
    status=204,
    once=True,
    errors=WRITE_ERRORS,
)
def delete_invite(call: Call, path: InvitePath, query: ReasonQuery) -> None:
    """Delete an invite: it lets nobody in any more."""
    call.services.moderation.invites.delete(author_of(call, query.reason), path.code, unchanged_for(call))
