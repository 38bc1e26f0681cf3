"""Each effect as a request of discord.py's."""

from collections.abc import Awaitable
from typing import Any

from discord.http import HTTPClient, MultipartParameters

from shared.kernel.guild_effects import (
    AddRole,
    BanMember,
    DeleteMessage,
    EndTimeout,
    GuildAction,
    KickMember,
    RemoveRole,
    SendMessage,
    TimeoutMember,
    UnbanMember,
)


def request(http: HTTPClient, guild_id: int, effect: GuildAction, reason: str | None, nonce: str) -> Awaitable[Any]:
    """Ask Discord for it; `nonce` (25 characters at most) lets Discord see that a message is sent again."""
    match effect:
        case SendMessage():
            return http.send_message(effect.channel_id, params=_message(effect, nonce))
        case DeleteMessage():
            return http.delete_message(effect.channel_id, effect.message_id, reason=reason)
        case AddRole():
            return http.add_role(guild_id, effect.user_id, effect.role_id, reason=reason)
        case RemoveRole():
            return http.remove_role(guild_id, effect.user_id, effect.role_id, reason=reason)
        case TimeoutMember():
            until = effect.until.isoformat()
            return http.edit_member(guild_id, effect.user_id, reason=reason, communication_disabled_until=until)
        case EndTimeout():
            return http.edit_member(guild_id, effect.user_id, reason=reason, communication_disabled_until=None)
        case KickMember():
            return http.kick(effect.user_id, guild_id, reason=reason)
        case BanMember():
            return http.ban(effect.user_id, guild_id, effect.delete_message_seconds, reason=reason)
        case UnbanMember():
            return http.unban(effect.user_id, guild_id, reason=reason)


def _message(effect: SendMessage, nonce: str) -> MultipartParameters:
    payload = {
        "content": effect.content,
        "allowed_mentions": {"parse": []},
        "nonce": nonce,
        "enforce_nonce": True,
    }
    return MultipartParameters(payload=payload, multipart=None, files=None)
