"""What the simulated Discord is made of: plain mutable records, ids as int."""

from infra.discord_sim.world.model.applications import ApplicationCommand, Interaction
from infra.discord_sim.world.model.channels import Channel, Invite, Overwrite, ThreadMetadata, Webhook
from infra.discord_sim.world.model.guilds import Emoji, Guild, Member, Role, VoiceState
from infra.discord_sim.world.model.messages import Attachment, Message, Reaction
from infra.discord_sim.world.model.moderation import AuditLogEntry, AutoModRule, Ban
from infra.discord_sim.world.model.users import Application, Presence, User

__all__ = [
    "Application",
    "ApplicationCommand",
    "Attachment",
    "AuditLogEntry",
    "AutoModRule",
    "Ban",
    "Channel",
    "Emoji",
    "Guild",
    "Interaction",
    "Invite",
    "Member",
    "Message",
    "Overwrite",
    "Presence",
    "Reaction",
    "Role",
    "ThreadMetadata",
    "User",
    "VoiceState",
    "Webhook",
]
