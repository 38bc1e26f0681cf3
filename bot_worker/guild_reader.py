"""Answers what the bot sees in a guild: roles from discord.py's cache, members from our own memory or from Discord."""

import asyncio
from typing import Final

import discord

from bot_worker.known_members import NO_MEMBER, MemberState
from bot_worker.shards.fleet import Fleet
from bot_worker.texts import sound
from shared.kernel.authority import GuildMember, GuildRole, GuildRoles, base_permissions, top_role
from shared.kernel.commands import MemberView, RoleView, RoleViews
from shared.kernel.errors import DiscordUnavailableError
from shared.kernel.snowflakes import Snowflake

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


def state_of(member: discord.Member) -> MemberState:
    role_ids = frozenset(role.id for role in member.roles if not role.is_default())
    return MemberState(member=True, role_ids=role_ids, timed_out_until=member.timed_out_until)


def member_view(guild: discord.Guild, user_id: int, state: MemberState) -> MemberView:
    """Put together what the roles that are still there add up to."""
    if not state.member:
        return MemberView(member=False)
    facts = GuildRoles(
        guild_id=Snowflake(guild.id),
        owner_id=Snowflake(guild.owner_id or 0),
        roles={Snowflake(role.id): _role(role) for role in guild.roles},
    )
    role_ids = frozenset(Snowflake(role_id) for role_id in state.role_ids if guild.get_role(role_id) is not None)
    member = GuildMember(user_id=Snowflake(user_id), role_ids=role_ids)
    highest = top_role(facts, member)
    return MemberView(
        member=True,
        owner=user_id == guild.owner_id,
        role_ids=sorted(role_ids),
        permissions=int(base_permissions(facts, member)),
        top_role_id=highest.id,
        top_role_position=highest.position,
        timed_out_until=state.timed_out_until,
    )


def role_view(role: discord.Role) -> RoleView:
    return RoleView(
        id=Snowflake(role.id),
        name=sound(role.name),
        color=role.color.value,
        position=role.position,
        managed=role.managed,
        administrator=role.permissions.administrator,
    )


def _role(role: discord.Role) -> GuildRole:
    return GuildRole(id=Snowflake(role.id), permissions=role.permissions.value, position=role.position)
