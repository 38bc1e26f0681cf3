"""Captures what may change who may do what: members' roles and timeouts, who is gone, the guild's roles, its owner."""

from datetime import datetime
from typing import Any

import discord
import msgspec
from discord.ext import commands

from bot_worker.client import Bot
from bot_worker.guild_reader import member_view, role_view, state_of
from bot_worker.known_members import NO_MEMBER, MemberState
from shared.kernel import json
from shared.kernel.event_ids import within_guild_id
from shared.kernel.events import (
    Event,
    EventType,
    MemberGoneData,
    MemberUpdateData,
    OwnerChangeData,
    RoleData,
    RoleDeleteData,
)
from shared.kernel.snowflakes import Snowflake


class Access(commands.Cog):
    """discord.py keeps no members here, so that it does not tell their updates: `Bot` hands on the raw ones."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known = bot.known_members

    @commands.Cog.listener()
    async def on_raw_guild_member_update(self, payload: dict[str, Any]) -> None:
        guild, user_id = self._bot.get_guild(int(payload["guild_id"])), int(payload["user"]["id"])
        state = _state_of_payload(payload)
        if guild is not None and self._known.report(guild.id, user_id, state):
            view = member_view(guild, user_id, state)
            data = MemberUpdateData(user_id=Snowflake(user_id), member=view)
            self._capture(EventType.MEMBER_UPDATE, guild.id, user_id, data, of_member=True)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        self._known.report(member.guild.id, member.id, state_of(member))

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        self._gone(EventType.MEMBER_REMOVE, payload.guild_id, payload.user.id)

    @commands.Cog.listener()
    async def on_member_ban(self, guild: discord.Guild, user: discord.User | discord.Member) -> None:
        self._gone(EventType.MEMBER_BAN, guild.id, user.id)

    @commands.Cog.listener()
    async def on_guild_role_create(self, role: discord.Role) -> None:
        data = RoleData(role=role_view(role), rights_changed=False)
        self._capture(EventType.ROLE_CREATE, role.guild.id, role.id, data)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        old, new = role_view(before), role_view(after)
        if old != new:
            rights_changed = (old.administrator, old.position) != (new.administrator, new.position)
            data = RoleData(role=new, rights_changed=rights_changed)
            self._capture(EventType.ROLE_UPDATE, after.guild.id, after.id, data)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        data = RoleDeleteData(role_id=Snowflake(role.id))
        self._capture(EventType.ROLE_DELETE, role.guild.id, role.id, data)

    @commands.Cog.listener()
    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        if before.owner_id != after.owner_id and before.owner_id and after.owner_id:
            data = OwnerChangeData(previous_owner_id=Snowflake(before.owner_id), owner_id=Snowflake(after.owner_id))
            self._capture(EventType.OWNER_CHANGE, after.id, after.owner_id, data)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._known.forget([guild.id])

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        self._known.forget_all()

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        """Forget again what was asked meanwhile: a new session does not tell what happened before it."""
        self._known.forget_all()

    def _gone(self, kind: EventType, guild_id: int, user_id: int) -> None:
        self._known.report(guild_id, user_id, NO_MEMBER)
        self._capture(kind, guild_id, user_id, MemberGoneData(user_id=Snowflake(user_id)), of_member=True)

    def _capture(
        self, kind: EventType, guild_id: int, subject_id: int, data: msgspec.Struct, *, of_member: bool = False
    ) -> None:
        now = int(self._bot.clock().timestamp() * 1000)
        encoded = json.encode(data)
        self._bot.capture(
            Event(
                id=within_guild_id(kind, guild_id, subject_id, encoded, now),
                type=kind,
                guild_id=Snowflake(guild_id),
                user_id=Snowflake(subject_id) if of_member else None,
                data=msgspec.Raw(encoded),
                timestamp=now,
            )
        )


def _state_of_payload(payload: dict[str, Any]) -> MemberState:
    """Read a GUILD_MEMBER_UPDATE (discord.com/developers/docs/events/gateway-events#guild-member-update)."""
    until = payload.get("communication_disabled_until")
    return MemberState(
        member=True,
        role_ids=frozenset(map(int, payload["roles"])),
        timed_out_until=None if until is None else datetime.fromisoformat(until),
    )


async def setup(bot: Bot) -> None:
    await bot.add_cog(Access(bot))
