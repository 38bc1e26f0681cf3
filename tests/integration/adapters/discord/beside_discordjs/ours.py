"""The script as this project's client does it."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from shared.adapters.discord.client import DiscordClient
from shared.adapters.discord.errands import Errand
from shared.adapters.discord.payloads import Decoder, Payload
from shared.adapters.discord.resources.auto_moderation import AutoModRuleChange, AutoModRules, NewAutoModRule
from shared.adapters.discord.resources.bans import Bans
from shared.adapters.discord.resources.channels import ChannelChange, ChannelPosition, Channels, Overwrite
from shared.adapters.discord.resources.emojis import EmojiChange, Emojis, NewEmoji
from shared.adapters.discord.resources.guilds import GuildChange, Guilds
from shared.adapters.discord.resources.invites import Invites, NewInvite
from shared.adapters.discord.resources.members import MemberChange, Members
from shared.adapters.discord.resources.messages import MessageEdit, MessageReference, Messages, NewMessage
from shared.adapters.discord.resources.roles import RoleChange, RolePosition, Roles
from shared.adapters.discord.resources.threads import NewThread, ThreadChange, Threads
from shared.adapters.discord.resources.webhooks import NewWebhook, WebhookChange, Webhooks
from shared.adapters.discord.transport import HttpTransport
from shared.kernel.errors import DiscordApiError
from shared.kernel.snowflakes import Snowflake
from tests.contracts.discord_rest.checked import NoLimiter
from tests.fixtures.discord_sim import SimulatorProcess

Form = TypeVar("Form", bound=Payload)
ACTOR = "ada.lindqvist"


class Ours:
    """`do` acts in one guild, and returns the id of what was made or Discord's code of the refusal."""

    def __init__(self, sim: SimulatorProcess, guild_id: int) -> None:
        self._client = DiscordClient(HttpTransport(sim.api_url, sim.bot_token), NoLimiter())
        self._guild_id = guild_id

    def do(self, call: str, given: dict[str, Any], reason: str) -> str | int:
        errand = Errand(actor=ACTOR, reason=reason) if reason else Errand()
        deeds = {**self._places(errand), **self._people(errand), **self._talk(errand), **self._rest(errand)}
        try:
            made = deeds[call](given)
        except DiscordApiError as refusal:
            return refusal.discord_code
        return str(getattr(made, "code", None) or getattr(made, "id", ""))

    def _places(self, errand: Errand) -> dict[str, Callable[[dict[str, Any]], object]]:
        guild, roles = self._guild_id, Roles(self._client, errand)
        channels, threads = Channels(self._client, errand), Threads(self._client, errand)
        return {
            "edit_guild": lambda it: Guilds(self._client, errand).edit(guild, _as(GuildChange, it)),
            "create_role": lambda it: roles.create(guild, _as(RoleChange, it)),
            "edit_role": lambda it: roles.edit(guild, it["id"], _as(RoleChange, it)),
            "move_roles": lambda it: roles.move(guild, [_as(RolePosition, one) for one in it["positions"]]),
            "delete_role": lambda it: roles.delete(guild, it["id"]),
            "create_channel": lambda it: channels.create(guild, _as(ChannelChange, it)),
            "edit_channel": lambda it: channels.edit(it["id"], _as(ChannelChange, it)),
            "move_channels": lambda it: channels.move(guild, [_as(ChannelPosition, one) for one in it["positions"]]),
            "delete_channel": lambda it: channels.delete(it["id"]),
            "put_overwrite": lambda it: channels.put_overwrite(it["channel_id"], _as(Overwrite, it)),
            "delete_overwrite": lambda it: channels.delete_overwrite(it["channel_id"], it["id"]),
            "create_thread": lambda it: threads.create(it["channel_id"], _as(NewThread, it)),
            "edit_thread": lambda it: threads.edit(it["id"], _as(ThreadChange, it)),
        }

    def _people(self, errand: Errand) -> dict[str, Callable[[dict[str, Any]], object]]:
        guild, members, bans = self._guild_id, Members(self._client, errand), Bans(self._client, errand)
        return {
            "edit_member": lambda it: members.edit(guild, it["id"], _as(MemberChange, it)),
            "time_out": lambda it: members.edit(
                guild, it["id"], _as(MemberChange, {"communication_disabled_until": it["until"]})
            ),
            "add_role": lambda it: members.add_role(guild, it["id"], it["role_id"]),
            "remove_role": lambda it: members.remove_role(guild, it["id"], it["role_id"]),
            "kick": lambda it: members.kick(guild, it["id"]),
            "ban": lambda it: bans.ban(guild, it["id"], delete_message_seconds=it["delete_message_seconds"]),
            "unban": lambda it: bans.unban(guild, it["id"]),
            "bulk_ban": lambda it: bans.bulk_ban(
                guild, [int(each) for each in it["ids"]], delete_message_seconds=it["delete_message_seconds"]
            ),
        }

    def _talk(self, errand: Errand) -> dict[str, Callable[[dict[str, Any]], object]]:
        messages = Messages(self._client, errand)
        return {
            "send": lambda it: messages.send(it["channel_id"], _new_message(it)),
            "edit_message": lambda it: messages.edit(it["channel_id"], it["id"], _as(MessageEdit, it)),
            "delete_message": lambda it: messages.delete(it["channel_id"], it["id"]),
            "bulk_delete": lambda it: messages.bulk_delete(it["channel_id"], [int(each) for each in it["ids"]]),
        }

    def _rest(self, errand: Errand) -> dict[str, Callable[[dict[str, Any]], object]]:
        guild, client = self._guild_id, self._client
        invites, webhooks = Invites(client, errand), Webhooks(client, errand)
        emojis, rules = Emojis(client, errand), AutoModRules(client, errand)
        return {
            "create_invite": lambda it: invites.create(it["channel_id"], _as(NewInvite, it)),
            "delete_invite": lambda it: invites.delete(it["code"]),
            "create_webhook": lambda it: webhooks.create(it["channel_id"], _as(NewWebhook, it)),
            "edit_webhook": lambda it: webhooks.edit(it["id"], _as(WebhookChange, it)),
            "delete_webhook": lambda it: webhooks.delete(it["id"]),
            "create_emoji": lambda it: emojis.create(guild, _as(NewEmoji, it)),
            "edit_emoji": lambda it: emojis.edit(guild, it["id"], _as(EmojiChange, it)),
            "delete_emoji": lambda it: emojis.delete(guild, it["id"]),
            "create_rule": lambda it: rules.create(guild, _as(NewAutoModRule, it)),
            "edit_rule": lambda it: rules.edit(guild, it["id"], _as(AutoModRuleChange, it)),
            "delete_rule": lambda it: rules.delete(guild, it["id"]),
        }


def _as(form: type[Form], given: dict[str, Any]) -> Form:
    """Make a form of what it knows of these."""
    return Decoder(form).decode(msgspec.json.encode(given))


def _new_message(given: dict[str, Any]) -> NewMessage:
    message = _as(NewMessage, given)
    if "reply_to" not in given:
        return message
    replied = MessageReference(message_id=Snowflake(int(given["reply_to"])))
    return msgspec.structs.replace(message, message_reference=replied)
