"""A guild's channels."""

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import ChannelPath, GuildPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, ReasonQuery, author_of, unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.channels.model import (
    ChannelEdit,
    ChannelMoves,
    ChannelTree,
    DiscordChannel,
    NewChannel,
    ThreadList,
)

routes = Routes("channels")

_GUILD = "/api/discord/guilds/{guild_id}"
_CHANNEL = "/api/discord/channels/{channel_id}"


@routes.route("GET", f"{_GUILD}/channels", access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def list_channels(call: Call, path: GuildPath) -> ChannelTree:
    """List the channels that the user can see, as a tree."""
    return call.services.administration.channels.tree(path.guild_id, call.user_id)


@routes.route("GET", f"{_GUILD}/threads", access=Access.GUILD, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def list_threads(call: Call, path: GuildPath) -> ThreadList:
    """List the threads that are not archived, in channels that the user can see."""
    return call.services.administration.channels.threads(path.guild_id, call.user_id)


@routes.route(
    "POST",
    f"{_GUILD}/channels",
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_CHANNELS,
    once=True,
    errors=WRITE_ERRORS,
)
def create_channel(call: Call, path: GuildPath, body: NewChannel) -> DiscordChannel:  # noqa: ARG001 - the call's guild
    """Create a channel."""
    return call.services.administration.channels.create(author_of(call, body.reason), body)


@routes.route(
    "PATCH",
    f"{_GUILD}/channels/positions",
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_CHANNELS,
    once=True,
    errors=WRITE_ERRORS,
)
def move_channels(call: Call, path: GuildPath, body: ChannelMoves) -> ChannelTree:  # noqa: ARG001 - the call's guild
    """Move channels in one step; `If-Match` takes the tag of the tree."""
    return call.services.administration.channels.move(author_of(call, body.reason), body, unchanged_for(call))


@routes.route("GET", _CHANNEL, access=Access.CHANNEL, needs=GuildPermission.VIEW, errors=READ_ERRORS)
def read_channel(call: Call, path: ChannelPath) -> DiscordChannel:
    """Read a channel with its overwrites."""
    return call.services.administration.channels.read(call.guild_id, call.user_id, path.channel_id)


@routes.route(
    "PATCH",
    _CHANNEL,
    access=Access.CHANNEL,
    needs=GuildPermission.MANAGE_CHANNELS,
    once=True,
    errors=WRITE_ERRORS,
)
def edit_channel(call: Call, path: ChannelPath, body: ChannelEdit) -> DiscordChannel:
    """Change a channel."""
    author = author_of(call, body.reason)
    return call.services.administration.channels.edit(author, path.channel_id, body, unchanged_for(call))


@routes.route(
    "DELETE",
    _CHANNEL,
    access=Access.CHANNEL,
    needs=GuildPermission.MANAGE_CHANNELS,
    status=204,
    once=True,
    errors=WRITE_ERRORS,
)
def delete_channel(call: Call, path: ChannelPath, query: ReasonQuery) -> None:
    """Delete a channel; the channels of a category stay, and are in none."""
    author = author_of(call, query.reason)
    call.services.administration.channels.delete(author, path.channel_id, unchanged_for(call))
