"""What the bot needs in a guild for each effect."""

import discord

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


def needed(effect: GuildAction) -> discord.Permissions:
    match effect:
        case SendMessage():
            return discord.Permissions(view_channel=True, send_messages=True)
        case DeleteMessage():
            return discord.Permissions(view_channel=True, manage_messages=True)
        case AddRole() | RemoveRole():
            return discord.Permissions(manage_roles=True)
        case TimeoutMember() | EndTimeout():
            return discord.Permissions(moderate_members=True)
        case KickMember():
            return discord.Permissions(kick_members=True)
        case BanMember() | UnbanMember():
            return discord.Permissions(ban_members=True)
