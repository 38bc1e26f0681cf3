"""What an administrator does in an afternoon: the same for whichever client does it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from shared.kernel.permissions import Permission

_PIXEL: Final = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_ROLE, _MEMBER = 0, 1
_TEXT, _VOICE, _CATEGORY = 0, 2, 4
_BLOCK, _ALERT = {"type": 1}, {"type": 2, "metadata": {"channel_id": "$talk"}}
_KEYWORDS, _MENTIONS = 1, 5
_SEE, _SAY = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES
_PERMISSIONS: Final = str(int(Permission.KICK_MEMBERS | Permission.MANAGE_MESSAGES | _SEE))


class Deed(msgspec.Struct, frozen=True):
    """A call with its arguments in Discord's terms, where `$name` is the id of what a deed before made.

    `makes` names what it makes. No `reason`: there is no entry in the audit log for it, or discord.js can give none.
    """

    call: str
    given: Mapping[str, Any]
    reason: str = ""
    makes: str = ""


def _overwrite(overwritten: str, kind: int, *, allow: int = 0, deny: int = 0) -> dict[str, Any]:
    return {"id": overwritten, "type": kind, "allow": str(int(allow)), "deny": str(int(deny))}


_HIDDEN = _overwrite("$guild", _ROLE, deny=_SEE)
_SILENT = _overwrite("$guild", _ROLE, deny=_SAY)
_SHOWN = _overwrite("$wardens", _ROLE, allow=_SEE | _SAY)

_ROLES = (
    Deed(
        "create_role",
        {"name": "Wardens", "permissions": _PERMISSIONS, "color": 0x5865F2, "hoist": True, "mentionable": False},
        "the new watch",
        "wardens",
    ),
    Deed("create_role", {"name": "Visitors", "permissions": "0", "color": 0}, "Gäste ☕", "visitors"),
    Deed("create_role", {"name": "Short-lived", "permissions": "0", "color": 0}, "a try", "short_lived"),
    Deed("edit_role", {"id": "$visitors", "name": "Guests", "color": 0xF1C40F, "mentionable": True}, "better so"),
    Deed(
        "move_roles",
        {"positions": [{"id": "$wardens", "position": 3}, {"id": "$visitors", "position": 2}]},
    ),
    Deed("edit_role", {"id": "$admin", "name": "Mine"}, "a role above the bot's"),
    Deed("delete_role", {"id": "$short_lived"}, "it was a try"),
)

_CHANNELS = (
    Deed(
        "create_channel",
        {"name": "Workshop", "type": _CATEGORY, "permission_overwrites": [_HIDDEN, _SHOWN]},
        "room to work",
        "workshop",
    ),
    Deed(
        "create_channel",
        {"name": "bench-talk", "type": _TEXT, "parent_id": "$workshop", "topic": "glue", "rate_limit_per_user": 5},
        "room to talk",
        "talk",
    ),
    Deed("create_channel", {"name": "Lathe", "type": _VOICE, "bitrate": 32_000, "user_limit": 7}, "noise", "lathe"),
    Deed("create_channel", {"name": "gone-soon", "type": _TEXT}, "a try", "gone_soon"),
    Deed("edit_channel", {"id": "$talk", "name": "bench", "topic": None, "nsfw": True}, "it has outgrown its name"),
    Deed(
        "edit_channel",
        {"id": "$gone_soon", "permission_overwrites": [_SILENT, _overwrite("$anna", _MEMBER, allow=_SAY)]},
        "for Anna alone",
    ),
    Deed("put_overwrite", {"channel_id": "$talk", **_overwrite("$anna", _MEMBER, deny=_SAY)}, "hush"),
    Deed("put_overwrite", {"channel_id": "$talk", **_overwrite("$visitors", _ROLE, allow=_SEE)}, "come in"),
    Deed("put_overwrite", {"channel_id": "$talk", **_overwrite("$visitors", _ROLE, deny=_SEE)}, "or rather not"),
    Deed("delete_overwrite", {"channel_id": "$talk", "id": "$anna"}, "speak"),
    Deed(
        "move_channels",
        {
            "positions": [
                {"id": "$lathe", "position": 0, "parent_id": "$workshop", "lock_permissions": True},
                {"id": "$talk", "position": 1},
            ]
        },
    ),
    Deed("delete_channel", {"id": "$gone_soon"}, "it was a try"),
    Deed("create_thread", {"channel_id": "$talk", "name": "Which glue?", "type": 11}, "one thing at a time", "thread"),
    Deed("edit_thread", {"id": "$thread", "name": "Bone glue", "archived": True}, "settled"),
    Deed("edit_guild", {"verification_level": 3, "description": "We make things."}, "a calmer year"),
)

_PEOPLE = (
    Deed("edit_member", {"id": "$anna", "nick": "Anna of the bench", "roles": ["$visitors"]}, "welcome"),
    Deed("add_role", {"id": "$anna", "role_id": "$wardens"}, "she watches"),
    Deed("remove_role", {"id": "$anna", "role_id": "$visitors"}, "no guest any more"),
    Deed("time_out", {"id": "$ben", "until": "$tomorrow"}, "sleep over it 🌙"),
    Deed("time_out", {"id": "$cleo", "until": "$tomorrow"}, "sleep over it"),
    Deed("time_out", {"id": "$cleo", "until": None}, "she has slept"),
    Deed("time_out", {"id": "$owner", "until": "$tomorrow"}, "nobody can"),
    Deed("kick", {"id": "$ben"}, "come back in a better mood"),
    Deed("kick", {"id": "$ben"}, "who is gone"),
    Deed("ban", {"id": "$cleo", "delete_message_seconds": 3_600}, "spam"),
    Deed("ban", {"id": "$dora", "delete_message_seconds": 0}, "spam, too"),
    Deed("ban", {"id": "$owner", "delete_message_seconds": 0}, "nobody can"),
    Deed("unban", {"id": "$cleo"}, "she wrote a letter"),
    Deed("unban", {"id": "$cleo"}, "who is not banned"),
    Deed("bulk_ban", {"ids": ["$emil", "$fay", "$owner"], "delete_message_seconds": 60}, "a raid"),
)

_MESSAGES = (
    Deed("send", {"channel_id": "$general", "content": "**Hello** @everyone <@$anna>"}, makes="hello"),
    Deed("send", {"channel_id": "$general", "content": "and more", "reply_to": "$hello"}, makes="reply"),
    Deed("send", {"channel_id": "$general", "embeds": [{"title": "A card", "color": 255}]}, makes="card"),
    Deed("edit_message", {"channel_id": "$general", "id": "$hello", "content": "Hello, 你好"}),
    Deed("delete_message", {"channel_id": "$general", "id": "$reply"}),
    Deed("delete_message", {"channel_id": "$general", "id": "$said_1"}),
    Deed("bulk_delete", {"channel_id": "$general", "ids": ["$said_2", "$said_3", "$card"]}),
    Deed("delete_message", {"channel_id": "$general", "id": "$said_2"}),
)

_DOORS = (
    Deed(
        "create_invite",
        {"channel_id": "$general", "max_age": 3_600, "max_uses": 5, "temporary": True, "unique": True},
        "for the fair",
        "invite",
    ),
    Deed("create_invite", {"channel_id": "$general", "max_age": 0, "unique": True}, "for ever", "lasting"),
    Deed("delete_invite", {"code": "$invite"}, "the fair is over"),
    Deed("create_webhook", {"channel_id": "$general", "name": "News"}, "news come in", "news"),
    Deed("create_webhook", {"channel_id": "$general", "name": "Noise"}, "noise comes in", "noise"),
    Deed("edit_webhook", {"id": "$news", "name": "Old news", "channel_id": "$talk"}, "elsewhere"),
    Deed("delete_webhook", {"id": "$noise"}, "quiet"),
)

_EXPRESSIONS_AND_RULES = (
    Deed("create_emoji", {"name": "glue", "image": _PIXEL, "roles": ["$wardens"]}, "ours", "glue"),
    Deed("create_emoji", {"name": "blot", "image": _PIXEL, "roles": []}, "not ours", "blot"),
    Deed("edit_emoji", {"id": "$glue", "name": "bone_glue"}, "to be exact"),
    Deed("delete_emoji", {"id": "$blot"}, "as I said"),
    Deed(
        "create_rule",
        {
            "name": "No spam",
            "event_type": 1,
            "trigger_type": _KEYWORDS,
            "trigger_metadata": {"keyword_filter": ["buy*"], "regex_patterns": [], "allow_list": ["buyer"]},
            "actions": [_BLOCK, _ALERT],
            "enabled": False,
            "exempt_roles": ["$wardens"],
            "exempt_channels": ["$general"],
        },
        "peace",
        "keywords",
    ),
    Deed(
        "create_rule",
        {
            "name": "No crowds",
            "event_type": 1,
            "trigger_type": _MENTIONS,
            "trigger_metadata": {"mention_total_limit": 5},
            "actions": [_BLOCK],
            "enabled": True,
        },
        "peace",
        "mentions",
    ),
    Deed("edit_rule", {"id": "$keywords", "name": "No shops", "enabled": True, "exempt_channels": []}, "from today"),
    Deed("delete_rule", {"id": "$mentions"}, "too much"),
)

SCRIPT: Final[Sequence[Deed]] = (*_ROLES, *_CHANNELS, *_PEOPLE, *_MESSAGES, *_DOORS, *_EXPRESSIONS_AND_RULES)


def resolved(given: Any, known: Mapping[str, str]) -> Any:
    """Put in the ids."""
    match given:
        case str():
            for name in sorted(known, key=len, reverse=True):
                given = given.replace(f"${name}", known[name])
            return given
        case Mapping():
            return {key: resolved(value, known) for key, value in given.items()}
        case list():
            return [resolved(value, known) for value in given]
    return given
