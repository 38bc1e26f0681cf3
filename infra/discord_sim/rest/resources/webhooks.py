"""Webhooks themselves: create, list, show, change, delete; with the bot's rights or with their token."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from infra.discord_sim.rest import forms, images, visibility
from infra.discord_sim.rest.call import Call
from infra.discord_sim.rest.fields import Id
from infra.discord_sim.rest.routes import Access, Answer, Routes
from infra.discord_sim.world import checks, render
from infra.discord_sim.world.actions import webhooks
from infra.discord_sim.world.actions.webhooks import WebhookChanges
from infra.discord_sim.world.model import Webhook
from infra.discord_sim.world.permissions import Permission

routes = Routes()

WebhookName = Annotated[str, Meta(min_length=1, max_length=80)]


class NewWebhookForm(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook to create."""

    name: WebhookName
    avatar: str | None = None


class WebhookForm(msgspec.Struct, frozen=True, kw_only=True):
    """What to change about a webhook."""

    name: WebhookName | UnsetType | None = UNSET
    avatar: str | UnsetType | None = UNSET
    channel_id: Id | UnsetType | None = UNSET


@routes.post("/channels/{channel_id}/webhooks")
def create_webhook(call: Call) -> Answer:
    """Create a webhook."""
    changes = _with_image(forms.as_changes(WebhookChanges, call.form(NewWebhookForm)))
    return render.webhook(call.world, webhooks.create(call.world, call.actor, call.id("channel_id"), changes))


@routes.get("/channels/{channel_id}/webhooks")
def list_channel_webhooks(call: Call) -> Answer:
    """List a channel's webhooks."""
    channel = visibility.guild_channel(call, Permission.MANAGE_WEBHOOKS)
    return [render.webhook(call.world, one) for one in webhooks.of_channel(call.world, channel.id)]


@routes.get("/guilds/{guild_id}/webhooks")
def get_guild_webhooks(call: Call) -> Answer:
    """List a guild's webhooks."""
    guild = visibility.guild_for(call, Permission.MANAGE_WEBHOOKS)
    return [render.webhook(call.world, one) for one in call.world.webhooks.values() if one.guild_id == guild.id]


@routes.get("/webhooks/{webhook_id}")
def get_webhook(call: Call) -> Answer:
    """Show a webhook."""
    webhook = webhooks.find(call.world, call.id("webhook_id"))
    channel = call.world.channel(webhook.channel_id)
    checks.require_in_channel(call.world, channel, call.actor, Permission.MANAGE_WEBHOOKS)
    return render.webhook(call.world, webhook)


@routes.patch("/webhooks/{webhook_id}")
def update_webhook(call: Call) -> Answer:
    """Change a webhook."""
    changes = _with_image(forms.as_changes(WebhookChanges, call.form(WebhookForm)))
    return render.webhook(call.world, webhooks.modify(call.world, call.actor, call.id("webhook_id"), changes))


@routes.delete("/webhooks/{webhook_id}")
def delete_webhook(call: Call) -> Answer:
    """Delete a webhook."""
    webhooks.delete(call.world, call.actor, call.id("webhook_id"))
    return None


@routes.get("/webhooks/{webhook_id}/{webhook_token}", access=Access.OPEN)
def get_webhook_by_token(call: Call) -> Answer:
    """Show a webhook to whoever knows its token, without its maker."""
    return render.webhook(call.world, _by_token(call), with_user=False)


@routes.patch("/webhooks/{webhook_id}/{webhook_token}", access=Access.OPEN)
def update_webhook_by_token(call: Call) -> Answer:
    """Change a webhook with its token; its channel stays."""
    webhook = _by_token(call)
    changes = _with_image(forms.as_changes(WebhookChanges, call.form(WebhookForm)))
    changes = msgspec.structs.replace(changes, channel_id=UNSET)
    return render.webhook(call.world, webhooks.modify(call.world, None, webhook.id, changes), with_user=False)


@routes.delete("/webhooks/{webhook_id}/{webhook_token}", access=Access.OPEN)
def delete_webhook_by_token(call: Call) -> Answer:
    """Delete a webhook with its token."""
    webhooks.delete(call.world, None, _by_token(call).id)
    return None


def _by_token(call: Call) -> Webhook:
    return webhooks.find_by_token(call.world, call.id("webhook_id"), call.parameters["webhook_token"])


def _with_image(changes: WebhookChanges) -> WebhookChanges:
    if changes.avatar is UNSET or changes.avatar is None:
        return changes
    return msgspec.structs.replace(changes, avatar=images.hash_of("avatar", changes.avatar))
