"""Members and roles of discord.py's, as the backend wants them."""

import discord

from bot_worker.known_members import MemberState
from bot_worker.texts import sound
from shared.kernel.authority import GuildMember, GuildRole, GuildRoles, base_permissions, top_role
from shared.kernel.commands import MemberView, RoleView
from shared.kernel.snowflakes import Snowflake


def state_of(member: discord.Member) -> MemberState:
    role_ids = frozenset(role.id for role in member.roles if not role.is_default())
    return MemberState(member=True, role_ids=role_ids, timed_out_until=member.timed_out_until, nick=member.nick)


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
