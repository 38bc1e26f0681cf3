"""Webhooks (discord.com/developers/docs/resources/webhook). Their tokens let anybody write: they are not read here."""

from typing import Final

from shared.adapters.discord.payloads import UNSET, Decoder, Payload, Unset
from shared.adapters.discord.resources.resource import Resource
from shared.adapters.discord.resources.users import User
from shared.kernel.snowflakes import Snowflake


class Webhook(Payload, frozen=True, kw_only=True):
    """`type` 1: incoming, 2: follows a channel, 3: an application's."""

    id: Snowflake
    type: int
    guild_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    user: User | None = None
    name: str | None = None
    avatar: str | None = None
    application_id: Snowflake | None = None


class NewWebhook(Payload, frozen=True, kw_only=True):
    name: str


class WebhookChange(Payload, frozen=True, kw_only=True):
    name: str | Unset = UNSET
    channel_id: Snowflake | Unset = UNSET


_webhook: Final = Decoder(Webhook)
_webhooks: Final = Decoder(list[Webhook])


class Webhooks(Resource):
    def of_guild(self, guild_id: int) -> list[Webhook]:
        return self._read(_webhooks, "/guilds/{guild_id}/webhooks", guild_id=guild_id)

    def of_channel(self, channel_id: int) -> list[Webhook]:
        return self._read(_webhooks, "/channels/{channel_id}/webhooks", channel_id=channel_id)

    def create(self, channel_id: int, webhook: NewWebhook) -> Webhook:
        return self._write(_webhook, "POST /channels/{channel_id}/webhooks", webhook, channel_id=channel_id)

    def edit(self, webhook_id: int, change: WebhookChange) -> Webhook:
        return self._write(_webhook, "PATCH /webhooks/{webhook_id}", change, webhook_id=webhook_id)

    def delete(self, webhook_id: int) -> None:
        self._tell("DELETE /webhooks/{webhook_id}", webhook_id=webhook_id)
