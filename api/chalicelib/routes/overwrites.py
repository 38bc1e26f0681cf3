"""What a channel allows and denies roles and members."""

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.writes import WRITE_ERRORS, ReasonQuery, author_of, unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.channels.model import DiscordChannel
from shared.features.overwrites.model import OverwriteEdit
from shared.kernel.snowflakes import Snowflake

routes = Routes("channels")

_URL = "/api/discord/channels/{channel_id}/overwrites/{overwrite_id}"


class OverwritePath(msgspec.Struct, frozen=True, kw_only=True):
    """`overwrite_id` is the role's, or the member's."""

    channel_id: Snowflake
    overwrite_id: Snowflake


@routes.route("PUT", _URL, access=Access.CHANNEL, needs=GuildPermission.MANAGE_CHANNELS, once=True, errors=WRITE_ERRORS)
def put_overwrite(call: Call, path: OverwritePath, body: OverwriteEdit) -> DiscordChannel:
    """Say all that a channel allows and denies a role or a member; `If-Match` takes the tag of the channel."""
    author, overwrites = author_of(call, body.reason), call.services.administration.overwrites
    return overwrites.put(author, path.channel_id, path.overwrite_id, body, unchanged_for(call))


@routes.route(
    "DELETE", _URL, access=Access.CHANNEL, needs=GuildPermission.MANAGE_CHANNELS, once=True, errors=WRITE_ERRORS
)
def delete_overwrite(call: Call, path: OverwritePath, query: ReasonQuery) -> DiscordChannel:
    """Say nothing of a role or a member any more; `If-Match` takes the tag of the channel."""
    author, overwrites = author_of(call, query.reason), call.services.administration.overwrites
    return overwrites.delete(author, path.channel_id, path.overwrite_id, unchanged_for(call))
