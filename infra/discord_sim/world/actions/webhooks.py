"""Webhooks: create, change, delete, and what they post."""

import hmac
import string

import msgspec
from msgspec import UNSET, UnsetType

from infra.discord_sim.world import audit, checks
from infra.discord_sim.world.actions import changes as change_set
from infra.discord_sim.world.audit import Actor
from infra.discord_sim.world.error_codes import Code
from infra.discord_sim.world.errors import error, invalid_form
from infra.discord_sim.world.kinds import AuditLogEvent, ChannelType
from infra.discord_sim.world.model import Channel, Webhook
from infra.discord_sim.world.permissions import Permission
from infra.discord_sim.world.world import World

_MAX_WEBHOOKS = 15
_TOKEN_ALPHABET = string.ascii_letters + string.digits + "-_"
_FORBIDDEN = ("clyde", "discord")  # discord.com/developers/docs/resources/webhook#create-webhook
_HOSTS = frozenset({ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT, ChannelType.GUILD_FORUM,
                    ChannelType.GUILD_VOICE, ChannelType.GUILD_STAGE_VOICE, ChannelType.GUILD_MEDIA})  # fmt: skip
_DESCRIBED = ("name", "channel_id", "avatar")


class WebhookChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What to change; UNSET leaves a field as it is."""

    name: str | UnsetType = UNSET
    avatar: str | UnsetType | None = UNSET
    channel_id: int | UnsetType = UNSET


def create(world: World, actor: Actor, channel_id: int, wanted: WebhookChanges) -> Webhook:
    """Create a webhook for a channel, which may have fifteen."""
    channel = _host(world, channel_id)
    checks.require_in_channel(world, channel, actor, Permission.MANAGE_WEBHOOKS)
    if len(of_channel(world, channel_id)) >= _MAX_WEBHOOKS:
        raise error(Code.MAX_WEBHOOKS)
    _check_name(wanted)
    webhook = Webhook(
        id=world.snowflakes.next(),
        guild_id=channel.guild_id or 0,
        channel_id=channel_id,
        user_id=actor.user_id,
        name="",
        token="".join(world.random.choices(_TOKEN_ALPHABET, k=68)),
        application_id=next((one.id for one in world.applications.values() if one.bot_id == actor.user_id), None),
    )
    change_set.apply(webhook, wanted)
    world.webhooks[webhook.id] = webhook
    _tell(world, webhook)
    guild = world.guild(webhook.guild_id)
    described = change_set.created(webhook, _DESCRIBED)
    audit.record(world, guild, actor, AuditLogEvent.WEBHOOK_CREATE, webhook.id, changes=described)
    return webhook


def modify(world: World, actor: Actor | None, webhook_id: int, wanted: WebhookChanges) -> Webhook:
    """Change a webhook; without an actor its token has been shown, and the channel stays."""
    webhook = find(world, webhook_id)
    _check_name(wanted)
    if actor is not None:
        _require(world, actor, webhook)
    if actor is not None and wanted.channel_id is not UNSET:
        channel = _host(world, wanted.channel_id)
        checks.require_in_channel(world, channel, actor, Permission.MANAGE_WEBHOOKS)
    described = change_set.apply(webhook, wanted)
    if described:
        _tell(world, webhook)
        _record(world, actor, webhook, AuditLogEvent.WEBHOOK_UPDATE, described)
    return webhook


def delete(world: World, actor: Actor | None, webhook_id: int) -> None:
    """Delete a webhook; without an actor its token has been shown."""
    webhook = find(world, webhook_id)
    if actor is not None:
        _require(world, actor, webhook)
    del world.webhooks[webhook_id]
    _tell(world, webhook)
    _record(world, actor, webhook, AuditLogEvent.WEBHOOK_DELETE, change_set.deleted(webhook, _DESCRIBED))


def find(world: World, webhook_id: int) -> Webhook:
    """Return a webhook, or raise Unknown Webhook."""
    webhook = world.webhooks.get(webhook_id)
    if webhook is None:
        raise error(Code.UNKNOWN_WEBHOOK)
    return webhook


def find_by_token(world: World, webhook_id: int, token: str) -> Webhook:
    """Return a webhook to somebody who knows its token, or raise 50027."""
    webhook = find(world, webhook_id)
    if not hmac.compare_digest(webhook.token.encode(), token.encode()):
        raise error(Code.INVALID_WEBHOOK_TOKEN)
    return webhook


def of_channel(world: World, channel_id: int) -> list[Webhook]:
    """List a channel's webhooks."""
    return [one for one in world.webhooks.values() if one.channel_id == channel_id]


def _require(world: World, actor: Actor, webhook: Webhook) -> None:
    checks.require_in_channel(world, world.channel(webhook.channel_id), actor, Permission.MANAGE_WEBHOOKS)


def _host(world: World, channel_id: int) -> Channel:
    channel = world.channel(channel_id)
    if channel.type not in _HOSTS:
        raise error(Code.WRONG_CHANNEL_TYPE)
    return channel


def _check_name(wanted: WebhookChanges) -> None:
    for word in _FORBIDDEN:
        if wanted.name is not UNSET and word in wanted.name.lower():
            raise invalid_form("name", "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')


def _record(
    world: World, actor: Actor | None, webhook: Webhook, event: AuditLogEvent, described: list[dict[str, object]]
) -> None:
    by = actor or Actor(user_id=webhook.user_id)
    audit.record(world, world.guild(webhook.guild_id), by, event, webhook.id, changes=described)


def _tell(world: World, webhook: Webhook) -> None:
    payload = {"guild_id": str(webhook.guild_id), "channel_id": str(webhook.channel_id)}
    world.dispatch("WEBHOOKS_UPDATE", payload, guild_id=webhook.guild_id, channel_id=webhook.channel_id)
