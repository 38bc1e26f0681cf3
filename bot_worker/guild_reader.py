"""Answers what the bot sees in a guild: roles from discord.py's cache, members from our own memory or from Discord."""

import asyncio
from typing import Final

import discord

from bot_worker.known_members import NO_MEMBER, MemberState
from bot_worker.shards.fleet import Fleet
from bot_worker.views import member_view, role_view, state_of
from shared.kernel.commands import MemberView, RoleViews
from shared.kernel.errors import DiscordUnavailableError

FETCH_SECONDS: Final = 2.5  # the backend waits for 3


class GuildReader:
    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    async def member(self, guild_id: int, user_id: int) -> MemberView:
        """Raise `NotFoundError` in a guild that is not ours, `DiscordUnavailableError` where Discord does not tell."""
        guild = self._fleet.guild(guild_id)
        known = self._fleet.bot_of(guild_id).known_members
        state = known.find(guild_id, user_id)
        if state is None:
            times_forgotten = known.times_forgotten
            state = known.learn(guild_id, user_id, await _fetched(guild, user_id), times_forgotten)
        return member_view(guild, user_id, state)

    async def roles(self, guild_id: int) -> RoleViews:
        """Raise `NotFoundError` where we are not in the guild."""
        roles = [role for role in self._fleet.guild(guild_id).roles if not role.is_default()]
        return RoleViews(roles=[role_view(role) for role in sorted(roles, reverse=True)])


async def _fetched(guild: discord.Guild, user_id: int) -> MemberState:
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            member = await guild.fetch_member(user_id)
    except discord.NotFound:
        return NO_MEMBER
    except (discord.DiscordException, OSError, TimeoutError, LookupError, TypeError, ValueError) as error:
        raise DiscordUnavailableError from error  # whatever it answered, a command must not end the bot
    return state_of(member)
