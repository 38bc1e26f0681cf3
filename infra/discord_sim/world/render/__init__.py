"""The payloads that Discord sends: snowflakes and permissions as strings, moments in ISO 8601."""

from infra.discord_sim.world.render.applications import (
    application,
    application_command,
    interaction,
    partial_application,
)
from infra.discord_sim.world.render.channels import channel, invite, overwrite, thread_member, webhook
from infra.discord_sim.world.render.guilds import emoji, gateway_guild, guild, my_guild, role, voice_state
from infra.discord_sim.world.render.members import member, presence, user, user_with_private_fields
from infra.discord_sim.world.render.messages import attachment, gateway_message, message, reaction_emoji
from infra.discord_sim.world.render.moderation import audit_log_entry, automod_rule, ban
from infra.discord_sim.world.render.values import Payload, moment, snowflakes

__all__ = [
    "Payload",
    "application",
    "application_command",
    "attachment",
    "audit_log_entry",
    "automod_rule",
    "ban",
    "channel",
    "emoji",
    "gateway_guild",
    "gateway_message",
    "guild",
    "interaction",
    "invite",
    "member",
    "message",
    "moment",
    "my_guild",
    "overwrite",
    "partial_application",
    "presence",
    "reaction_emoji",
    "role",
    "snowflakes",
    "thread_member",
    "user",
    "user_with_private_fields",
    "voice_state",
    "webhook",
]
