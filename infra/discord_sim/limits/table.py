"""The limits: which routes share a bucket, and how much fits into it.

Discord does not publish these numbers and may change them at any time; they are the ones its headers have shown to bot
authors. A route that is not listed has a bucket of its own with `DEFAULT`.
"""

import msgspec


class Bucket(msgspec.Struct, frozen=True):
    """Describe a bucket: `limit` requests in `seconds`, for each top-level channel, guild or webhook."""

    name: str
    limit: int
    seconds: float
    routes: tuple[str, ...]
    shared: bool = False
    """Whether everybody who uses the resource draws on the same allowance (scope `shared` in its 429)."""


DEFAULT_LIMIT, DEFAULT_SECONDS = 30, 10.0

_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_REACTION = _MESSAGE + "/reactions/{emoji_name}"
_MEMBER = "/guilds/{guild_id}/members/{user_id}"
_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"

BUCKETS: tuple[Bucket, ...] = (
    # messages
    Bucket("messages-create", 5, 5, ("POST /channels/{channel_id}/messages",)),
    Bucket("messages-read", 10, 5, ("GET /channels/{channel_id}/messages", f"GET {_MESSAGE}")),
    Bucket("messages-edit", 5, 5, (f"PATCH {_MESSAGE}",)),
    Bucket("messages-delete", 5, 1, (f"DELETE {_MESSAGE}",)),
    Bucket("messages-bulk-delete", 1, 1, ("POST /channels/{channel_id}/messages/bulk-delete",)),
    Bucket("messages-search", 10, 5, ("GET /guilds/{guild_id}/messages/search",)),
    Bucket(
        "reactions",
        4,
        1,
        (
            f"PUT {_REACTION}/@me",
            f"DELETE {_REACTION}/@me",
            f"DELETE {_REACTION}/{{user_id}}",
            f"DELETE {_REACTION}",
            f"DELETE {_MESSAGE}/reactions",
        ),
        shared=True,
    ),
    Bucket(
        "pins",
        5,
        4,
        (
            "PUT /channels/{channel_id}/pins/{message_id}",
            "DELETE /channels/{channel_id}/pins/{message_id}",
            "PUT /channels/{channel_id}/messages/pins/{message_id}",
            "DELETE /channels/{channel_id}/messages/pins/{message_id}",
        ),
    ),
    Bucket("typing", 5, 5, ("POST /channels/{channel_id}/typing",)),
    # channels
    Bucket("channel-modify", 10, 15, ("PATCH /channels/{channel_id}",)),
    Bucket(
        "channel-overwrites",
        10,
        15,
        (
            "PUT /channels/{channel_id}/permissions/{overwrite_id}",
            "DELETE /channels/{channel_id}/permissions/{overwrite_id}",
        ),
    ),
    Bucket(
        "threads-create",
        5,
        10,
        ("POST /channels/{channel_id}/threads", f"POST {_MESSAGE}/threads"),
    ),
    Bucket("invites-create", 5, 15, ("POST /channels/{channel_id}/invites",)),
    # members
    Bucket("members-read", 10, 2, (f"GET {_MEMBER}",)),
    Bucket("members-list", 10, 10, ("GET /guilds/{guild_id}/members",)),
    Bucket("members-search", 10, 10, ("GET /guilds/{guild_id}/members/search",)),
    Bucket("members-modify", 10, 10, (f"PATCH {_MEMBER}",)),
    Bucket("members-remove", 5, 1, (f"DELETE {_MEMBER}",)),
    Bucket("member-roles", 10, 10, (f"PUT {_MEMBER}/roles/{{role_id}}", f"DELETE {_MEMBER}/roles/{{role_id}}")),
    Bucket("member-me", 2, 60, ("PATCH /guilds/{guild_id}/members/@me",)),
    # bans
    Bucket("bans", 10, 5, ("PUT /guilds/{guild_id}/bans/{user_id}", "DELETE /guilds/{guild_id}/bans/{user_id}")),
    Bucket("bans-bulk", 5, 60, ("POST /guilds/{guild_id}/bulk-ban",)),
    Bucket("prune", 5, 60, ("GET /guilds/{guild_id}/prune", "POST /guilds/{guild_id}/prune")),
    # guilds
    Bucket("guild-modify", 5, 60, ("PATCH /guilds/{guild_id}",)),
    Bucket("guild-channels-create", 50, 600, ("POST /guilds/{guild_id}/channels",)),
    Bucket("roles-create", 250, 172_800, ("POST /guilds/{guild_id}/roles",)),
    Bucket("roles-modify", 10, 20, ("PATCH /guilds/{guild_id}/roles/{role_id}",)),
    Bucket("audit-log", 10, 5, ("GET /guilds/{guild_id}/audit-logs",)),
    Bucket(
        "automod",
        5,
        10,
        (
            "POST /guilds/{guild_id}/auto-moderation/rules",
            "PATCH /guilds/{guild_id}/auto-moderation/rules/{rule_id}",
            "DELETE /guilds/{guild_id}/auto-moderation/rules/{rule_id}",
        ),
    ),
    Bucket(
        "emojis",
        50,
        3600,
        (
            "POST /guilds/{guild_id}/emojis",
            "PATCH /guilds/{guild_id}/emojis/{emoji_id}",
            "DELETE /guilds/{guild_id}/emojis/{emoji_id}",
        ),
    ),
    # webhooks and interactions
    Bucket("webhook-execute", 5, 2, (f"POST {_WEBHOOK}",)),
    Bucket(
        "webhook-messages",
        5,
        5,
        (
            f"PATCH {_WEBHOOK}/messages/{{message_id}}",
            f"DELETE {_WEBHOOK}/messages/{{message_id}}",
            f"PATCH {_WEBHOOK}/messages/@original",
            f"DELETE {_WEBHOOK}/messages/@original",
        ),
    ),
    Bucket("interaction-callback", 5, 5, ("POST /interactions/{interaction_id}/{interaction_token}/callback",)),
    # application commands: 200 creations a day and guild
    Bucket("commands-create", 200, 86_400, (f"POST {_COMMANDS}", f"POST {_GUILD_COMMANDS}")),
    Bucket("commands-overwrite", 2, 60, (f"PUT {_COMMANDS}", f"PUT {_GUILD_COMMANDS}")),
    Bucket("commands-modify", 5, 20, (f"PATCH {_COMMANDS}/{{command_id}}", f"PATCH {_GUILD_COMMANDS}/{{command_id}}")),
    # users and applications
    Bucket("users-me", 5, 5, ("GET /users/@me",)),
    Bucket("users-me-modify", 2, 3600, ("PATCH /users/@me",)),
    Bucket("users-me-guilds", 3, 3, ("GET /users/@me/guilds",)),
    Bucket("users-read", 30, 30, ("GET /users/{user_id}",)),
    Bucket("dms-create", 10, 600, ("POST /users/@me/channels",)),
    Bucket("gateway-bot", 2, 5, ("GET /gateway/bot",)),
    Bucket("oauth-me", 5, 5, ("GET /oauth2/@me",)),
    Bucket("oauth-token", 200, 60, ("POST /oauth2/token", "POST /oauth2/token/revoke")),
)

GLOBAL_EXEMPT = ("/interactions/", "/webhooks/{webhook_id}/{webhook_token}")
# discord.com/developers/docs/topics/rate-limits: "Interaction endpoints are not bound to the bot's Global Rate Limit"

UNLIMITED = frozenset({"GET /gateway"})
