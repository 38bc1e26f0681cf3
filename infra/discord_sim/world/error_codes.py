"""Discord's JSON error codes with the HTTP status and message of each.

discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class Code(IntEnum):
    """JSON error codes, as far as the simulator gives them."""

    GENERAL = 0
    UNKNOWN_APPLICATION = 10002
    UNKNOWN_CHANNEL = 10003
    UNKNOWN_GUILD = 10004
    UNKNOWN_INVITE = 10006
    UNKNOWN_MEMBER = 10007
    UNKNOWN_MESSAGE = 10008
    UNKNOWN_OVERWRITE = 10009
    UNKNOWN_ROLE = 10011
    UNKNOWN_USER = 10013
    UNKNOWN_EMOJI = 10014
    UNKNOWN_WEBHOOK = 10015
    UNKNOWN_BAN = 10026
    UNKNOWN_INTERACTION = 10062
    UNKNOWN_COMMAND = 10063
    CHANNEL_WRITE_RATE_LIMITED = 20028
    SLOWMODE_RATE_LIMITED = 20016
    MAX_PINS = 30003
    MAX_GUILD_ROLES = 30005
    MAX_WEBHOOKS = 30007
    MAX_EMOJIS = 30008
    MAX_GUILD_CHANNELS = 30013
    MAX_INVITES = 30016
    MAX_COMMANDS = 30032
    MAX_NON_MEMBER_BANS = 30035
    UNAUTHORIZED = 40001
    BANNED_FROM_GUILD = 40007
    INTERACTION_ACKNOWLEDGED = 40060
    MISSING_ACCESS = 50001
    DM_CHANNEL_ACTION = 50003
    EDIT_OTHERS_MESSAGE = 50005
    EMPTY_MESSAGE = 50006
    CANNOT_DM_USER = 50007
    NOT_A_TEXT_CHANNEL = 50008
    MISSING_PERMISSIONS = 50013
    INVALID_TOKEN = 50014
    BULK_DELETE_COUNT = 50016
    SYSTEM_MESSAGE_ACTION = 50021
    WRONG_CHANNEL_TYPE = 50024
    INVALID_OAUTH_TOKEN = 50025
    INVALID_WEBHOOK_TOKEN = 50027
    INVALID_ROLE = 50028
    MESSAGES_TOO_OLD = 50034
    INVALID_FORM = 50035
    REQUIRED_COMMUNITY_CHANNEL = 50074
    THREAD_ARCHIVED = 50083
    INVALID_JSON = 50109
    NOT_IN_VOICE = 40032
    NO_MUTUAL_GUILDS = 50278
    THREAD_ALREADY_CREATED = 160004
    THREAD_LOCKED = 160005
    BLOCKED_BY_AUTOMOD = 200000
    NO_USERS_BANNED = 500000


ANSWERS: Mapping[Code, tuple[int, str]] = MappingProxyType(
    {
        Code.GENERAL: (404, "404: Not Found"),
        Code.UNKNOWN_APPLICATION: (404, "Unknown Application"),
        Code.UNKNOWN_CHANNEL: (404, "Unknown Channel"),
        Code.UNKNOWN_GUILD: (404, "Unknown Guild"),
        Code.UNKNOWN_INVITE: (404, "Unknown Invite"),
        Code.UNKNOWN_MEMBER: (404, "Unknown Member"),
        Code.UNKNOWN_MESSAGE: (404, "Unknown Message"),
        Code.UNKNOWN_OVERWRITE: (404, "Unknown Overwrite"),
        Code.UNKNOWN_ROLE: (404, "Unknown Role"),
        Code.UNKNOWN_USER: (404, "Unknown User"),
        Code.UNKNOWN_EMOJI: (404, "Unknown Emoji"),
        Code.UNKNOWN_WEBHOOK: (404, "Unknown Webhook"),
        Code.UNKNOWN_BAN: (404, "Unknown Ban"),
        Code.UNKNOWN_INTERACTION: (404, "Unknown interaction"),
        Code.UNKNOWN_COMMAND: (404, "Unknown application command"),
        Code.CHANNEL_WRITE_RATE_LIMITED: (
            429,
            "The write action you are performing on the channel has hit the write rate limit",
        ),
        Code.SLOWMODE_RATE_LIMITED: (429, "This action cannot be performed due to slowmode rate limit"),
        Code.MAX_PINS: (400, "Maximum number of pins reached for the channel (250)"),
        Code.MAX_GUILD_ROLES: (400, "Maximum number of server roles reached (250)"),
        Code.MAX_WEBHOOKS: (400, "Maximum number of webhooks reached (15)"),
        Code.MAX_EMOJIS: (400, "Maximum number of emojis reached"),
        Code.MAX_GUILD_CHANNELS: (400, "Maximum number of server channels reached (500)"),
        Code.MAX_INVITES: (400, "Maximum number of invites reached (1000)"),
        Code.MAX_COMMANDS: (400, "Maximum number of application commands reached (100)."),
        Code.MAX_NON_MEMBER_BANS: (400, "Maximum number of bans for non-guild members have been exceeded"),
        Code.UNAUTHORIZED: (401, "401: Unauthorized"),
        Code.NOT_IN_VOICE: (400, "Target user is not connected to voice."),
        Code.BANNED_FROM_GUILD: (403, "The user is banned from this guild."),
        Code.INTERACTION_ACKNOWLEDGED: (400, "Interaction has already been acknowledged."),
        Code.MISSING_ACCESS: (403, "Missing Access"),
        Code.DM_CHANNEL_ACTION: (400, "Cannot execute action on a DM channel"),
        Code.EDIT_OTHERS_MESSAGE: (403, "Cannot edit a message authored by another user"),
        Code.EMPTY_MESSAGE: (400, "Cannot send an empty message"),
        Code.CANNOT_DM_USER: (403, "Cannot send messages to this user"),
        Code.NOT_A_TEXT_CHANNEL: (400, "Cannot send messages in a non-text channel"),
        Code.MISSING_PERMISSIONS: (403, "Missing Permissions"),
        Code.INVALID_TOKEN: (401, "Invalid authentication token provided"),
        Code.BULK_DELETE_COUNT: (
            400,
            (
                "Provided too few or too many messages to delete. "
                "Must provide at least 2 and fewer than 100 messages to delete"
            ),
        ),
        Code.SYSTEM_MESSAGE_ACTION: (403, "Cannot execute action on a system message"),
        Code.WRONG_CHANNEL_TYPE: (400, "Cannot execute action on this channel type"),
        Code.INVALID_OAUTH_TOKEN: (401, "Invalid OAuth2 access token provided"),
        Code.INVALID_WEBHOOK_TOKEN: (401, "Invalid Webhook Token"),
        Code.INVALID_ROLE: (400, "Invalid role"),
        Code.MESSAGES_TOO_OLD: (400, "You can only bulk delete messages that are under 14 days old."),
        Code.INVALID_FORM: (400, "Invalid Form Body"),
        Code.REQUIRED_COMMUNITY_CHANNEL: (400, "Cannot delete a channel required for Community guilds"),
        Code.THREAD_ARCHIVED: (
            400,
            (
                "Tried to perform an operation on an archived thread, "
                "such as editing a message or adding a user to the thread"
            ),
        ),
        Code.INVALID_JSON: (400, "The request body contains invalid JSON."),
        Code.NO_MUTUAL_GUILDS: (403, "Cannot send messages to this user due to having no mutual guilds"),
        Code.THREAD_ALREADY_CREATED: (400, "A thread has already been created for this message"),
        Code.THREAD_LOCKED: (400, "This thread is locked"),
        Code.BLOCKED_BY_AUTOMOD: (400, "Message was blocked by automatic moderation"),
        Code.NO_USERS_BANNED: (400, "Failed to ban users"),
    }
)
