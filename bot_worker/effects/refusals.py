"""Discord's errors as codes of ours, which stay when Discord's texts change."""

from typing import Final

import discord

from bot_worker.effects.permissions import needed
from shared.kernel.guild_effects import EffectResult, GuildAction

MISSING_PERMISSIONS: Final = 50013

# discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
_CODES: Final = {
    10003: "unknown_channel",
    10004: "unknown_guild",
    10007: "unknown_member",
    10008: "unknown_message",
    10011: "unknown_role",
    10013: "unknown_user",
    10026: "unknown_ban",
    20016: "slow_mode",
    20028: "rate_limited",
    30035: "too_many_bans",
    50001: "missing_access",
    50008: "wrong_channel",
    50021: "system_message",
    50024: "wrong_channel",
    50028: "invalid_role",
    50035: "invalid_effect",
    50083: "thread_archived",
    160005: "thread_locked",
    200000: "blocked_by_automod",
}


def refusal(error: discord.HTTPException, effect: GuildAction, guild: discord.Guild) -> EffectResult:
    """Name Discord's refusal. It has one number for a missing permission and for somebody who ranks too high."""
    if error.code == MISSING_PERMISSIONS:
        granted = guild.me.guild_permissions
        code = "rank_too_low" if granted.is_superset(needed(effect)) else "missing_permissions"
        return EffectResult(code=code, discord_code=error.code)
    return EffectResult(code=_CODES.get(error.code) or _of_status(error.status), discord_code=error.code or None)


def _of_status(status: int) -> str:
    if status == 429:
        return "rate_limited"
    return "discord_unavailable" if status >= 500 else "refused"
