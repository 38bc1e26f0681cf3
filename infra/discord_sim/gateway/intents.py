"""Gateway intents: which events a session hears, and what of a message it may read.

discord.com/developers/docs/events/gateway#gateway-intents
"""

from collections.abc import Mapping
from enum import IntFlag
from types import MappingProxyType
from typing import Any


class Intent(IntFlag):
    """What a session wants to hear of."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


KNOWN = sum(Intent)

# Application flags that let a privileged intent through: approved, or in fewer than 100 guilds.
# discord.com/developers/docs/resources/application#application-object-application-flags
PRIVILEGED: Mapping[Intent, int] = MappingProxyType(
    {
        Intent.GUILD_PRESENCES: 1 << 12 | 1 << 13,
        Intent.GUILD_MEMBERS: 1 << 14 | 1 << 15,
        Intent.MESSAGE_CONTENT: 1 << 18 | 1 << 19,
    }
)
ALL_PRIVILEGED_FLAGS = 1 << 13 | 1 << 15 | 1 << 19

_EVENTS: Mapping[Intent, str] = MappingProxyType(
    {
        Intent.GUILDS: """
            GUILD_CREATE GUILD_UPDATE GUILD_DELETE GUILD_ROLE_CREATE GUILD_ROLE_UPDATE GUILD_ROLE_DELETE
            CHANNEL_CREATE CHANNEL_UPDATE CHANNEL_DELETE CHANNEL_PINS_UPDATE THREAD_CREATE THREAD_UPDATE
            THREAD_DELETE THREAD_LIST_SYNC THREAD_MEMBER_UPDATE THREAD_MEMBERS_UPDATE
            STAGE_INSTANCE_CREATE STAGE_INSTANCE_UPDATE STAGE_INSTANCE_DELETE""",
        Intent.GUILD_MEMBERS: "GUILD_MEMBER_ADD GUILD_MEMBER_UPDATE GUILD_MEMBER_REMOVE",
        Intent.GUILD_MODERATION: "GUILD_BAN_ADD GUILD_BAN_REMOVE GUILD_AUDIT_LOG_ENTRY_CREATE",
        Intent.GUILD_EXPRESSIONS: "GUILD_EMOJIS_UPDATE GUILD_STICKERS_UPDATE",
        Intent.GUILD_INTEGRATIONS: "GUILD_INTEGRATIONS_UPDATE INTEGRATION_CREATE INTEGRATION_UPDATE INTEGRATION_DELETE",
        Intent.GUILD_WEBHOOKS: "WEBHOOKS_UPDATE",
        Intent.GUILD_INVITES: "INVITE_CREATE INVITE_DELETE",
        Intent.GUILD_VOICE_STATES: "VOICE_STATE_UPDATE",
        Intent.GUILD_PRESENCES: "PRESENCE_UPDATE",
        Intent.GUILD_MESSAGES: "MESSAGE_CREATE MESSAGE_UPDATE MESSAGE_DELETE MESSAGE_DELETE_BULK",
        Intent.GUILD_MESSAGE_REACTIONS: """
            MESSAGE_REACTION_ADD MESSAGE_REACTION_REMOVE MESSAGE_REACTION_REMOVE_ALL
            MESSAGE_REACTION_REMOVE_EMOJI""",
        Intent.GUILD_MESSAGE_TYPING: "TYPING_START",
        Intent.AUTO_MODERATION_CONFIGURATION: """
            AUTO_MODERATION_RULE_CREATE AUTO_MODERATION_RULE_UPDATE AUTO_MODERATION_RULE_DELETE""",
        Intent.AUTO_MODERATION_EXECUTION: "AUTO_MODERATION_ACTION_EXECUTION",
    }
)
_NEEDED: Mapping[str, Intent] = MappingProxyType(
    {name: intent for intent, names in _EVENTS.items() for name in names.split()}
)
_IN_DIRECT_MESSAGES: Mapping[Intent, Intent] = MappingProxyType(
    {
        Intent.GUILD_MESSAGES: Intent.DIRECT_MESSAGES,
        Intent.GUILD_MESSAGE_REACTIONS: Intent.DIRECT_MESSAGE_REACTIONS,
        Intent.GUILD_MESSAGE_TYPING: Intent.DIRECT_MESSAGE_TYPING,
        Intent.GUILDS: Intent.DIRECT_MESSAGES,
    }
)
_CONTENT: Mapping[str, Any] = MappingProxyType({"content": "", "embeds": [], "attachments": [], "components": []})


def needed_for(name: str, *, in_guild: bool) -> Intent | None:
    """Return the intent that an event needs, None if everyone hears it (INTERACTION_CREATE…)."""
    intent = _NEEDED.get(name)
    return intent if in_guild or intent is None else _IN_DIRECT_MESSAGES.get(intent, intent)


def disallowed(intents: int, application_flags: int) -> bool:
    """Tell whether any privileged intent is asked for that the application does not hold."""
    return any(intents & intent and not application_flags & flags for intent, flags in PRIVILEGED.items())


def without_content(message: dict[str, Any], bot_id: int) -> dict[str, Any]:
    """Blank what the session may not read: all but its own messages, those that mention it, and direct ones."""
    mine = str(bot_id)
    addressed = any(each["id"] == mine for each in message.get("mentions", []))
    if "guild_id" not in message or message["author"]["id"] == mine or addressed:
        return message
    blanked = {**message, **_CONTENT}
    answered = message.get("referenced_message")
    if answered:
        blanked["referenced_message"] = without_content({**answered, "guild_id": message["guild_id"]}, bot_id)
        blanked["referenced_message"].pop("guild_id", None)
    return blanked
