"""A guild's webhooks."""

from typing import Final

import msgspec

from chalicelib.http.call import Call
from chalicelib.http.declaration import Access, Routes
from chalicelib.http.paths import ChannelPath, GuildPath
from chalicelib.http.writes import READ_ERRORS, WRITE_ERRORS, ReasonQuery, author_of, unchanged_for
from shared.features.access.model import GuildPermission
from shared.features.webhooks.model import NewWebhookBody, WebhookEdit, WebhookList, WebhookView
from shared.kernel.snowflakes import Snowflake

routes = Routes("webhooks")

_OF_GUILD: Final = "/api/discord/guilds/{guild_id}/webhooks"
_WEBHOOK: Final = f"{_OF_GUILD}/{{webhook_id}}"
_OF_CHANNEL: Final = "/api/discord/channels/{channel_id}/webhooks"


class WebhookPath(msgspec.Struct, frozen=True, kw_only=True):
    guild_id: Snowflake
    webhook_id: Snowflake


@routes.route("GET", _OF_GUILD, access=Access.GUILD, needs=GuildPermission.MANAGE_CHANNELS, errors=READ_ERRORS)
def list_webhooks(call: Call, path: GuildPath) -> WebhookList:
    """List the webhooks of channels that the user can see, the newest first; none comes with its token."""
    return call.services.moderation.webhooks.of_guild(path.guild_id, call.user_id)


@routes.route("GET", _OF_CHANNEL, access=Access.CHANNEL, needs=GuildPermission.MANAGE_CHANNELS, errors=READ_ERRORS)
def list_channel_webhooks(call: Call, path: ChannelPath) -> WebhookList:
    """List a channel's webhooks, the newest first."""
    return call.services.moderation.webhooks.of_channel(call.guild_id, call.user_id, path.channel_id)


@routes.route(
    "POST",
    _OF_CHANNEL,
    access=Access.CHANNEL,
    needs=GuildPermission.MANAGE_CHANNELS,
    once=True,
    errors=WRITE_ERRORS,
)
def create_webhook(call: Call, path: ChannelPath, body: NewWebhookBody) -> WebhookView:
    """Create a webhook; its token is to be fetched from Discord by who may."""
    return call.services.moderation.webhooks.create(author_of(call, body.reason), path.channel_id, body)


@routes.route(
    "PATCH",
    _WEBHOOK,
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_CHANNELS,
    once=True,
    errors=WRITE_ERRORS,
)
def edit_webhook(call: Call, path: WebhookPath, body: WebhookEdit) -> WebhookView:
    """Rename a webhook, or move it into another channel."""
    author = author_of(call, body.reason)
    return call.services.moderation.webhooks.edit(author, path.webhook_id, body, unchanged_for(call))


@routes.route(
    "DELETE",
    _WEBHOOK,
    access=Access.GUILD,
    needs=GuildPermission.MANAGE_CHANNELS,
    status=204,
    once=True,
    errors=WRITE_ERRORS,
)
def delete_webhook(call: Call, path: WebhookPath, query: ReasonQuery) -> None:
    """Delete a webhook: nobody writes through it any more."""
    call.services.moderation.webhooks.delete(author_of(call, query.reason), path.webhook_id, unchanged_for(call))
